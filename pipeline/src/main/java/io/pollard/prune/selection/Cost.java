package io.pollard.prune.selection;

import io.pollard.UserException;
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
 * @param unit what is counted: {@code macs}, {@code parameters} or {@code nanoseconds}
 * @param wanted ratio of the dense network's cost to the target
 * @param dense cost of the dense network
 * @param count of a mask
 */
record Cost(Network network, String unit, double wanted, long dense, ToLongFunction<Mask> count) {
  private static final double MILLION = 1e6;

  /** The cost that an amount means, or nothing if it means a number of groups. */
  static Optional<Cost> of(Network network, Groups groups, Amount amount) {
    if (amount instanceof Amount.Speedup some) {
      return Optional.of(
          of(
              network,
              "macs",
              some.ratio(),
              mask -> NetworkCounts.of(network, mask).macsEffective()));
    }
    if (amount instanceof Amount.LatencySpeedup some) {
      LatencyModel model = new LatencyModel(network, groups, table(network, some));
      return Optional.of(
          of(
              network,
              "nanoseconds",
              some.ratio(),
              mask -> Math.round(model.milliseconds(mask) * MILLION)));
    }
    boolean elements = groups.blocks().stream().allMatch(block -> block.size() > 0);
    if (amount instanceof Amount.Compression some && !elements) {
      return Optional.of(
          of(
              network,
              "parameters",
              some.ratio(),
              mask -> NetworkCounts.of(network, mask).nonzero()));
    }
    return Optional.empty();
  }

  private static Cost of(Network network, String unit, double wanted, ToLongFunction<Mask> count) {
    long dense = count.applyAsLong(Mask.dense(network.layout().length()));
    return new Cost(network, unit, wanted, dense, count);
  }

  private static LatencyTable table(Network network, Amount.LatencySpeedup amount) {
    return amount
        .table()
        .orElseThrow(
            () ->
                new UserException(
                    "Cannot prune %s to a latency: there is no table of measured times (latencyTable is missing); measure one with 'bin/pollard latency <experiment file>' and put it beside latencySpeedups"
                        .formatted(network.name())));
  }

  /** The cost under a mask. */
  long of(Mask mask) {
    return count.applyAsLong(mask);
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
    return switch (unit) {
      case "macs" -> "a speed-up of " + wanted;
      case "nanoseconds" -> "a speed-up by the clock of " + wanted;
      default -> "a compression of " + wanted;
    };
  }
}
