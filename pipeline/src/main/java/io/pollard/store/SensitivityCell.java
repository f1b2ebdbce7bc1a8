package io.pollard.store;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A network with one layer pruned and nothing else done to it.
 *
 * @param position place of the layer in the network, from 0
 * @param layer its name; of coupled layers the first
 * @param members all layers that are pruned together
 * @param structure what is removed as one
 * @param scoring the rule that chose what goes
 * @param sparsity share of the groups that is asked to be gone
 * @param weights prunable weights of the members
 * @param pruned those of them that are gone
 * @param measured what the pruned network does
 * @param reference what the network does as it is
 */
public record SensitivityCell(
    int position,
    String layer,
    List<String> members,
    String structure,
    String scoring,
    double sparsity,
    long weights,
    long pruned,
    Measured measured,
    Reference reference) {

  public SensitivityCell {
    members = List.copyOf(members);
  }

  /**
   * Accuracy and loss with the layer pruned.
   *
   * @param samples examples that were looked at
   * @param top1 share of right answers; an estimate if not all examples were looked at
   * @param top5 share of answers among the five highest; nothing with five classes or fewer
   * @param loss mean over the examples; an estimate if not all examples were looked at
   * @param top1Low lower end of the interval for {@code top1} over all examples
   * @param top1High upper end; both are {@code top1} where all examples were looked at
   */
  public record Measured(
      int samples, double top1, OptionalDouble top5, double loss, double top1Low, double top1High) {
    public Measured {
      if (samples < 0 || top1Low > top1High) {
        throw new IllegalArgumentException(
            "%d samples, interval from %s to %s".formatted(samples, top1Low, top1High));
      }
    }
  }

  /**
   * Accuracy and loss of the network as it is, over all examples.
   *
   * @param split whose examples they are
   * @param population how many there are
   */
  public record Reference(String split, int population, double top1, double loss) {}
}
