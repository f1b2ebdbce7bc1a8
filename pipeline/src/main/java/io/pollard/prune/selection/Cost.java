package io.pollard.prune.selection;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.prune.structure.Groups;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a network may cost.
 *
 * @param network the architecture
 * @param unit what is counted: {@code macs} or {@code parameters}
 * @param wanted ratio of the dense network's cost to the target
 * @param dense cost of the dense network
 * @param count of a network's counts
 */
record Cost(
    Network network, String unit, double wanted, long dense, ToLongFunction<NetworkCounts> count) {

  /** The cost that an amount means, or nothing if it means a number of groups. */
  static Optional<Cost> of(Network network, Groups groups, Amount amount) {
    if (amount instanceof Amount.Speedup some) {
      return Optional.of(of(network, "macs", some.ratio(), NetworkCounts::macsEffective));
    }
    boolean elements = groups.blocks().stream().allMatch(block -> block.size() > 0);
    if (amount instanceof Amount.Compression some && !elements) {
      return Optional.of(of(network, "parameters", some.ratio(), NetworkCounts::nonzero));
    }
    return Optional.empty();
  }

  private static Cost of(
      Network network, String unit, double wanted, ToLongFunction<NetworkCounts> count) {
    long dense = count.applyAsLong(NetworkCounts.of(network));
    return new Cost(network, unit, wanted, dense, count);
  }

  /** The cost under a mask. */
  long of(Mask mask) {
    return count.applyAsLong(NetworkCounts.of(network, mask));
  }

  /** What the cost is to be. */
  double target() {
    return dense / wanted;
  }

  /** How much a mask costs too much, as a share of the target; negative if too little. */
  double distance(Mask mask) {
    return (of(mask) - target()) / target();
  }

  boolean isMetBy(Mask mask) {
    return Math.abs(distance(mask)) <= Budget.TOLERANCE;
  }

  /** Dense cost over the cost under a mask. */
  double ratio(Mask mask) {
    return (double) dense / of(mask);
  }

  /** For messages. */
  String wish() {
    return "a %s of %s".formatted(unit.equals("macs") ? "speed-up" : "compression", wanted);
  }
}
