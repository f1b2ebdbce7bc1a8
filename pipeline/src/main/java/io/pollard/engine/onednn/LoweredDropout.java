package io.pollard.engine.onednn;

import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.LayerGraph.Node;
import io.pollard.random.Draws;
import java.util.List;

/**
 * Inverted dropout (Srivastava et al. 2014): while training a value is dropped with a probability
 * p, or divided by 1 - p. The draws are those of the key (seed, "dropout", iteration, index of the
 * node in the graph), one for each value in the order example, channel, row, column.
 */
final class LoweredDropout {
  private LoweredDropout() {}

  static void lower(Lowering lowering, Node node, double drop, int index) {
    String sourceName = node.inputs().get(0);
    Tensor source = lowering.value(sourceName);
    if (lowering.mode() != Mode.TRAINING || drop == 0.0) {
      lowering.value(node.name(), source);
      lowering.onBackward(node.name(), List.of(), gradient -> lowering.pass(sourceName, gradient));
      return;
    }
    Tensor drawn = lowering.builder().temporary(lowering.plain(node.output()));
    float[] factors = new float[drawn.descriptor().floats()];
    lowering
        .builder()
        .act(
            List.of(drawn),
            () -> {
              draw(lowering.exchange(), drop, index, factors);
              drawn.floats().put(factors);
            });
    Tensor mask = lowering.convert(drawn, source.descriptor());
    Tensor result = lowering.like(source);
    LoweredProducts.times(lowering, source, mask, result);
    lowering.value(node.name(), result);
    lowering.onBackward(
        node.name(),
        List.of(),
        gradient -> {
          Tensor back = lowering.over(gradient);
          LoweredProducts.times(lowering, gradient.tensor(), mask, back);
          lowering.pass(sourceName, new Gradient(back, true));
        });
  }

  private static void draw(Exchange exchange, double drop, int index, float[] factors) {
    Draws draws = Draws.of(exchange.seed(), "dropout", exchange.iteration(), index);
    float kept = (float) (1.0 / (1.0 - drop));
    for (int i = 0; i < factors.length; i++) {
      factors[i] = draws.nextDouble() < drop ? 0.0f : kept;
    }
  }
}
