package io.pollard.prune.scoring;

import io.pollard.engine.Batch;
import io.pollard.network.Network;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.derivative.Traces;
import io.pollard.prune.derivative.WeightedLayer;
import java.util.Map;
import java.util.function.Supplier;

/** A shard of data whose mean gradient is given, or follows from its examples. */
record Shard(
    Network network, float[] weights, int examples, float[] meanGradient, Supplier<Trace> traces)
    implements Evidence {

  Shard(Network network, float[] weights, int examples, float[] meanGradient) {
    this(
        network,
        weights,
        examples,
        meanGradient,
        () -> {
          throw new UnsupportedOperationException("this shard has a mean gradient only");
        });
  }

  static Shard of(Network network, float[] weights, Batch batch) {
    Trace trace = Traces.of(network, weights, batch);
    float[] sum = new float[weights.length];
    Map<String, WeightedLayer> layers = WeightedLayer.byName(network);
    trace.gradients(
        (node, derivatives) -> {
          WeightedLayer layer = layers.get(node.name());
          if (layer != null) {
            float[] own = new float[layer.weight().length()];
            for (int n = 0; n < batch.size(); n++) {
              layer.products(trace.inputs(node), derivatives, n, own);
            }
            System.arraycopy(own, 0, sum, layer.weight().offset(), own.length);
          }
        });
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= batch.size();
    }
    return new Shard(network, weights, batch.size(), sum, () -> trace);
  }

  @Override
  public Trace trace() {
    return traces.get();
  }
}
