package io.pollard.train;

import io.pollard.engine.FlatUpdate;
import io.pollard.engine.UpdateRule;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.surgery.Compacted;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a smaller network lacks of the whole one's values and optimiser state, and what steps do to
 * it. No gradient reaches it, so that only decay, an L1 penalty and what is left in the optimiser's
 * state move a weight, by the same arithmetic as in the whole network; where neither is there,
 * nothing is computed. Batch norm's statistics see zeros only, since other channels are not taken
 * out.
 *
 * <p>Cost of a step: none, or one pass over what is lacking.
 */
final class InertValues {
  private final ParameterLayout layout;
  private final BitSet present;
  private final Optional<UpdateRule> rule;
  private final Optional<FlatUpdate> update;
  private final float[] gradient;
  private final float[] statisticRates;
  private final int[] statistics;
  private final float[] values;
  private boolean moves;

  /**
   * @param rule of the steps, if there are to be any
   * @param values over the whole layout, taken over
   */
  InertValues(Compacted compacted, Optional<UpdateRule> rule, Mask mask, float[] values) {
    Network network = compacted.whole();
    layout = network.layout();
    present = new BitSet();
    for (int index : compacted.smaller().origin()) {
      present.set(index);
    }
    this.rule = rule;
    this.values = values;
    update = rule.map(some -> new FlatUpdate(layout, some));
    gradient = new float[layout.length()];
    statisticRates = rates(network);
    statistics =
        IntStream.range(0, layout.length())
            .filter(i -> statisticRates[i] > 0f && !present.get(i))
            .toArray();
    clearPresent();
    mask(mask);
  }

  /** By how much a running statistic goes towards the batch's; 0 for everything else. */
  private static float[] rates(Network network) {
    float[] rates = new float[network.layout().length()];
    Map<String, Node> nodes = network.graph().byName();
    for (Slice slice : network.layout().slices()) {
      Node node = nodes.get(slice.layer());
      boolean statistic = slice.role() == Role.MEAN || slice.role() == Role.VARIANCE;
      if (statistic && node != null && node.operation() instanceof BatchNorm norm) {
        Arrays.fill(rates, slice.offset(), slice.end(), (float) (1.0 - norm.decay()));
      }
    }
    return rates;
  }

  void mask(Mask mask) {
    mask.apply(values);
    update.ifPresent(
        some -> some.mask(Mask.of(layout.length(), i -> !present.get(i) && mask.kept(i))));
    settle();
  }

  /** A copy; what the smaller network has is 0. */
  float[] values() {
    return values.clone();
  }

  /** Replaces the values. */
  void values(float[] masked) {
    System.arraycopy(masked, 0, values, 0, values.length);
    clearPresent();
  }

  private void clearPresent() {
    present.stream().forEach(i -> values[i] = 0f);
  }

  /** A copy, one vector behind the other; what the smaller network has is 0. */
  float[] state() {
    return update.map(FlatUpdate::state).orElseGet(() -> new float[0]);
  }

  void state(float[] state) {
    update.ifPresent(some -> some.state(state));
    settle();
  }

  private void settle() {
    moves =
        rule.isPresent()
            && (rule.get().weightDecay() > 0.0
                || rule.get().l1().weights() > 0.0
                || rule.get().l1().gamma() > 0.0);
    for (float value : state()) {
      moves |= value != 0f;
    }
  }

  /** A step without any gradient. */
  void step(double learningRate, int iteration) {
    if (moves && update.isPresent()) {
      update.get().step(values, gradient, 1f, learningRate, iteration);
    }
    for (int i : statistics) {
      values[i] -= statisticRates[i] * values[i];
    }
  }
}
