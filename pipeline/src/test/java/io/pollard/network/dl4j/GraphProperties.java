package io.pollard.network.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.LayerGraph;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.RandomGraphs;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Graphs drawn at random survive the way through DL4J and mean the same there. */
class GraphProperties {

  @Property(tries = 60)
  void graphSurvivesDl4j(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int length) {
    LayerGraph graph = RandomGraphs.draw(seed, length);
    Network network = Dl4jNetworks.fromGraph("random", graph);

    assertThat(network.graph().nodes()).containsExactlyInAnyOrderElementsOf(graph.nodes());
    assertThat(Dl4jNetworks.fromJson("random", network.configuration(), network.input()))
        .isEqualTo(network);
  }

  @Property(tries = 40)
  void graphComputesWhatDl4jComputes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int length) {
    Reference.requireAgreement(
        Dl4jNetworks.fromGraph("random", RandomGraphs.draw(seed, length)), seed);
  }

  @Property(tries = 40)
  void layoutHasDl4jsLength(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int length) {
    Network network = Dl4jNetworks.fromGraph("random", RandomGraphs.draw(seed, length));
    ComputationGraph net =
        new ComputationGraph(ComputationGraphConfiguration.fromJson(network.configuration()));
    net.init();

    assertThat((long) network.layout().length()).isEqualTo(net.numParams());
    assertThat(NetworkCounts.of(network).params())
        .isEqualTo(network.layout().parameterCount())
        .isLessThanOrEqualTo(network.layout().length());
  }
}
