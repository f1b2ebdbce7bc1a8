package io.pollard.execute;

import io.pollard.measure.Accuracy;
import io.pollard.network.LayerCounts;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.surgery.PhysicalCounts;
import io.pollard.store.EarlyStop;
import io.pollard.store.Evaluation;
import io.pollard.store.LayerSize;
import io.pollard.store.NetworkSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** From counts to the rows of the tables. */
final class Reports {
  private Reports() {}

  static NetworkSize size(Network network, Mask mask) {
    NetworkCounts counts = NetworkCounts.of(network, mask);
    ParameterLayout layout = network.layout();
    long prunable = layout.prunableCount();
    long kept = layout.prunable().stream().mapToLong((Slice slice) -> mask.kept(slice)).sum();
    return new NetworkSize(
        counts.params(),
        counts.nonzero(),
        counts.compressionRatio(),
        counts.macs(),
        counts.macsEffective(),
        counts.theoreticalSpeedup(),
        4L * counts.params(),
        4L * counts.nonzero() + (prunable + 7) / 8,
        prunable,
        kept,
        OptionalLong.of(
            PhysicalCounts.of(network, mask).values().stream().mapToLong(Long::longValue).sum()));
  }

  /** A row of {@code results}, but for whose it is. */
  static Evaluation evaluation(
      Network network,
      Mask mask,
      String split,
      Accuracy accuracy,
      int iteration,
      Optional<EarlyStop> earlyStop,
      OptionalDouble requestedSparsity) {
    NetworkSize size = size(network, mask);
    return new Evaluation(
        split,
        accuracy.samples(),
        accuracy.top1Share(),
        network.classes() > 5 ? OptionalDouble.of(accuracy.top5Share()) : OptionalDouble.empty(),
        accuracy.loss(),
        iteration,
        earlyStop,
        size,
        requestedSparsity,
        size.prunableTotal() - size.prunableNonzero());
  }

  static List<LayerSize> layers(Network network, Mask mask) {
    List<LayerSize> rows = new ArrayList<>();
    Map<String, Long> physical = PhysicalCounts.of(network, mask);
    for (LayerCounts layer : NetworkCounts.of(network, mask).layers()) {
      rows.add(
          new LayerSize(
              rows.size(),
              layer.layer(),
              layer.kind(),
              layer.shape(),
              layer.params(),
              layer.nonzero(),
              layer.density(),
              layer.macs(),
              layer.weights(),
              biases(network.layout(), layer.layer()),
              layer.macsEffective(),
              OptionalLong.of(physical.getOrDefault(layer.layer(), 0L))));
    }
    return rows;
  }

  private static long biases(ParameterLayout layout, String layer) {
    return layout.find(layer, Role.BIAS).map(Slice::length).orElse(0);
  }
}
