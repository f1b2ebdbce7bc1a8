package io.pollard.prune.selection;

import io.pollard.UserException;
import io.pollard.network.Network;
import io.pollard.prune.selection.Share.Base;
import io.pollard.prune.structure.Channels;

/** What an {@link Amount} means for a {@link Scope}. */
final class Target {
  private Target() {}

  /**
   * The share of the scope that is to be gone.
   *
   * @throws UserException if a compression ratio cannot be reached, or the amount is no share
   */
  static Share share(Scope scope, Amount amount) {
    if (amount instanceof Amount.OfSurviving some) {
      return new Share(some.rate().value(), Base.SURVIVING);
    }
    if (amount instanceof Amount.Sparsity some) {
      return new Share(some.fraction().value(), Base.DENSE);
    }
    if (amount instanceof Amount.Compression some) {
      requireElements(scope, some);
      return new Share(1.0 - keepShare(scope, some.ratio()), Base.DENSE);
    }
    throw new UserException(
        "Cannot prune %s: nothing says how much, since the schedule leaves it to the selection and this one has no numbers of its own; choose the selection per-layer, or a schedule with amounts"
            .formatted(scope.network().name()));
  }

  private static void requireElements(Scope scope, Amount.Compression compression) {
    for (Scope.Part part : scope.parts()) {
      if (part.block() instanceof Channels) {
        throw new UserException(
            "Cannot compress %s: a channel takes weights of other layers with it, so a number of channels fixes no number of parameters (compression=%s); ask for a sparsity"
                .formatted(scope.network().name(), compression.ratio()));
      }
      if (part.block().size() == 0) {
        throw new UserException(
            "Cannot compress %s: %s does not divide into parts of one size, so a number of them fixes no number of parameters (compression=%s); ask for a sparsity"
                .formatted(scope.network().name(), part.block().name(), compression.ratio()));
      }
    }
  }

  /**
   * The share of the scope's elements to keep for a compression ratio c: f = (total / c - rest) /
   * elements, with total all parameters of the network (batch-norm statistics are none), elements
   * those in scope, and rest = total - elements: biases, gamma, beta and excluded layers (METHODS
   * E2; Blalock et al. 2020, code).
   *
   * @throws UserException if f is not in (0, 1]
   */
  static double keepShare(Scope scope, double ratio) {
    Network network = scope.network();
    int total = network.layout().parameterCount();
    int elements =
        scope.parts().stream().mapToInt(part -> part.block().count() * part.block().size()).sum();
    int rest = total - elements;
    double keep = (total / ratio - rest) / elements;
    if (!(keep > 0.0 && keep <= 1.0)) {
      throw new UserException(
          "Cannot compress %s: its %d parameters outside pruning are too many for that, %s of the others would stay (compression=%s); ask for less than %s, or exclude fewer layers"
              .formatted(network.name(), rest, keep, ratio, (double) total / rest));
    }
    return keep;
  }
}
