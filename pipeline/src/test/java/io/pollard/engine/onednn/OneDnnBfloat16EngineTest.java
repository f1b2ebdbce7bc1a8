package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Compute;
import io.pollard.engine.Engine;
import io.pollard.engine.EngineContract;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The contract of all engines, with the tolerance of 8 bits of precision: everything about masks,
 * resuming and determinism is exact all the same.
 */
@EnabledIf("isSupported")
class OneDnnBfloat16EngineTest implements EngineContract {
  private final OneDnnBfloat16Engine engine = new OneDnnBfloat16Engine();

  static boolean isSupported() {
    return Library.failure().isEmpty() && Library.bfloat16InstructionSet().isPresent();
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public double tolerance() {
    return 0.06;
  }

  /**
   * Tensor by tensor in the Euclidean norm: with 8 bits of precision the odd ReLU falls on the
   * other side, which is much for the elements behind it and little for the tensor.
   */
  @Override
  public void assertGradient(Network network, float[] found, double[] exact) {
    for (Slice slice : network.layout().slices()) {
      double difference = 0.0;
      double norm = 0.0;
      for (int i = slice.offset(); i < slice.end(); i++) {
        difference += (found[i] - exact[i]) * (found[i] - exact[i]);
        norm += exact[i] * exact[i];
      }
      assertThat(Math.sqrt(difference))
          .as(slice.tensor())
          .isLessThanOrEqualTo(0.25 * Math.sqrt(norm) + 1e-3);
    }
  }

  @Override
  public double lossTolerance() {
    return 0.02;
  }

  @Test
  void saysWhatItsBitsDependOn() {
    assertThat(engine.arithmetic())
        .matches("onednn/2\\.5\\.2/layout7/bfloat16/(avx512-bf16|amx-bf16)");
    assertThat(engine.compute()).isEqualTo(Compute.BFLOAT16);
  }

  /** Or else this would measure float32. */
  @Test
  void convolutionsAndDenseLayersRunInBfloat16() {
    GraphBuilder graph = new GraphBuilder("t", new Shape(16, 8, 8));
    String c = graph.relu(graph.convolution("c", graph.input(), 32, 3, 1, 1, true));
    Network network =
        Nets.of(graph.classifier("out", graph.relu(graph.dense("d", c, 32, true)), 3));
    try (OneDnnNetwork compiled = new OneDnnNetwork(network, 4, Compute.BFLOAT16)) {
      assertThat(compiled.implementations())
          .filteredOn(name -> name.contains("bf16") || name.contains("amx"))
          .hasSizeGreaterThanOrEqualTo(6);
    }
  }

  /** The weights that count are float32: an update far below bfloat16's precision is not lost. */
  @Test
  void smallUpdatesAddUp() {
    GraphBuilder graph = new GraphBuilder("t", Shape.vector(32));
    Network network = Nets.of(graph.classifier("out", graph.input(), 2));
    try (CompiledNetwork compiled = engine.compile(network, 2)) {
      compiled.parameters(Values.initial(network, 1));
      compiled.updateRule(new UpdateRule(new Optimizer.Sgd(1e-5), 0.0, true));
      Batch batch = Agreement.data(network, 2, 1);
      float[] before = compiled.parameters();
      compiled.step(batch, 1e-5, 0, 1);
      float[] after = compiled.parameters();
      int changed = 0;
      for (int i = 0; i < before.length; i++) {
        changed += before[i] != after[i] ? 1 : 0;
      }
      assertThat(changed).isGreaterThan(before.length / 2);
    }
  }
}
