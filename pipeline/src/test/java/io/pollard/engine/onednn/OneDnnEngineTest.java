package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.EngineContract;
import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class OneDnnEngineTest implements EngineContract {
  private final OneDnnEngine engine = new OneDnnEngine();

  @Override
  public Engine engine() {
    return engine;
  }

  private static Network small() {
    GraphBuilder graph = new GraphBuilder("t", Shape.vector(6));
    return Nets.of(graph.classifier("out", graph.relu(graph.dense("a", "input", 5, true)), 3));
  }

  @Test
  void isFoundByItsName() {
    assertThat(ServiceLoader.load(Engine.class))
        .filteredOn(found -> found.name().equals("onednn"))
        .containsExactly(engine);
  }

  @Test
  void saysWhatItsBitsDependOn() {
    assertThat(engine.arithmetic())
        .matches("onednn/2\\.5\\.2/layout7/float32/(avx512|avx2|avx|sse41)");
  }

  @Test
  void compilesWhatItDoesNotRefuse() {
    assertThat(engine.refusal(small())).isEmpty();
    try (CompiledNetwork compiled = engine.compile(small(), 4)) {
      assertThat(compiled.batchSize()).isEqualTo(4);
      assertThat(compiled.parameters()).containsOnly(0.0f).hasSize(53);
    }
  }

  @Test
  void refusesLayersItDoesNotKnow() {
    List<Node> nodes = new ArrayList<>(small().graph().nodes());
    nodes.set(2, new Node("a:activation", new Opaque("Mish"), List.of("a"), Shape.vector(5)));
    Network network = Nets.of(new LayerGraph(nodes));
    assertThat(engine.refusal(network))
        .contains("layer a:activation is of type Mish, which this engine does not know");
    assertThatThrownBy(() -> engine.compile(network, 4))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot run network hand: layer a:activation is of type Mish, which this engine does"
                + " not know (engine=onednn); use engine dl4j");
  }

  @Test
  void refusesParametersThatDoNotFit() {
    Network small = small();
    Network network =
        new Network(
            "t",
            "{}",
            new ParameterLayout(small.layout().slices().subList(0, 3)),
            small.graph(),
            small.input(),
            3);
    assertThat(engine.refusal(network))
        .contains("layer out has parameters {BIAS=[3]}, which should be {WEIGHT=[3, 5], BIAS=[3]}");
  }

  @Test
  void refusesAnEmptyBatch() {
    assertThatThrownBy(() -> engine.compile(small(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a batch holds at least 1 example, found 0");
  }
}
