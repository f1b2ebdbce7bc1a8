package io.pollard.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerGraph;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.NetworkFile;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Padding;
import io.pollard.network.RandomGraphs;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Neuron;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.surgery.SmallerNetwork;
import io.pollard.prune.surgery.Surgery;
import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxExportTest {

  /** Every architecture that needs no file. */
  static Stream<NetworkFamily> zoo() {
    return ServiceLoader.load(NetworkFamily.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(family -> !(family instanceof NetworkFile));
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void zooRunsInOnnxRuntime(NetworkFamily family) {
    Network network = family.build(new Shape(3, 32, 32), 10);
    Judge.requireExport(network, Judge.values(network, 1), 1);
  }

  @Property(tries = 40)
  void randomGraphsRunInOnnxRuntime(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int length) {
    Network network = Dl4jNetworks.fromGraph("random", RandomGraphs.draw(seed, length));
    Judge.requireExport(network, Judge.values(network, seed), seed);
  }

  /** Random filters are pruned; what is left is a network of its own. */
  @ParameterizedTest
  @MethodSource("zoo")
  void smallerNetworksRunInOnnxRuntime(NetworkFamily family) {
    Network network = family.build(new Shape(3, 32, 32), 10);
    SmallerNetwork smaller = Surgery.remove(network, withoutSome(network, 4));
    Judge.requireExport(smaller.network(), smaller.slice(Judge.values(network, 2)), 5);
  }

  /** Groups at random, a random share of up to 0.8 of each block. */
  static Mask withoutSome(Network network, long seed) {
    BitSet gone = new BitSet();
    for (Structure structure : List.of(new Filter(), new Neuron())) {
      for (Block block : structure.groups(network).blocks()) {
        int[] order = Draws.of(seed, block.layer()).permutation(block.count());
        double ratio = 0.8 * Draws.of(seed, "ratio of " + block.layer()).nextDouble();
        for (int i = 0; i < (int) (ratio * block.count()); i++) {
          block.forEachPruned(order[i], gone::set);
        }
      }
    }
    return Mask.of(network.layout().length(), i -> !gone.get(i));
  }

  @Test
  void prunedWeightsAreZeroThere() throws Exception {
    GraphBuilder graph = new GraphBuilder("masked", new Shape(2, 6, 6));
    String conv = graph.relu(graph.convolution("conv", graph.input(), 4, 3, 1, 1, true));
    Network network = Dl4jNetworks.fromGraph("masked", graph.classifier("fc", conv, 3));
    float[] values = Judge.values(network, 1);
    Mask.of(values.length, i -> i % 3 != 0).apply(values);
    Judge.requireExport(network, values, 2);
    ModelProto model = ModelProto.parseFrom(OnnxExport.bytes(network, values));
    Constant weight =
        OnnxTensors.read(
            model.getGraph().getInitializerList().stream()
                .filter(t -> t.getName().equals("conv.weight"))
                .findFirst()
                .orElseThrow(),
            "conv.weight",
            new Failures("masked"));
    int offset =
        network.layout().find("conv", io.pollard.network.Role.WEIGHT).orElseThrow().offset();
    for (int i = 0; i < weight.values().length; i++) {
      assertThat((float) weight.values()[i]).isEqualTo(values[offset + i]);
    }
  }

  @Test
  void namesAreKeptAndTheBatchIsOpen() throws Exception {
    GraphBuilder graph = new GraphBuilder("named", new Shape(2, 6, 6));
    String conv = graph.relu(graph.convolution("stem/conv.1", graph.input(), 4, 3, 1, 1, true));
    Network network = Dl4jNetworks.fromGraph("named", graph.classifier("head", conv, 3));
    ModelProto model = ModelProto.parseFrom(OnnxExport.bytes(network, Judge.values(network, 1)));

    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
    assertThat(model.getGraph().getNodeList())
        .extracting(NodeProto::getName)
        .containsExactly(
            "stem/conv.1", "stem/conv.1:activation", "head:flatten", "head", "head:loss");
    assertThat(model.getGraph().getInput(0).getType().getTensorType().getShape().getDim(0))
        .matches(dim -> dim.getDimParam().equals("batch"));
    assertThat(model.getGraph().getOutput(0).getName()).isEqualTo("head:loss");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void groupsAreOneConvolutionAgain(int groups) throws Exception {
    GraphBuilder graph = new GraphBuilder("grouped", new Shape(6, 5, 4));
    Convolution c = new Convolution(6, 12, 3, 3, 1, 1, new Padding(1, 1, 1, 1), 1, 1, groups, true);
    String conv = graph.relu("relu", graph.grouped("conv", c, graph.input()));
    Network network = Dl4jNetworks.fromGraph("grouped", graph.classifier("fc", conv, 3));
    float[] values = Judge.values(network, 1);
    ModelProto model = ModelProto.parseFrom(OnnxExport.bytes(network, values));

    assertThat(model.getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .containsExactly("Conv", "Relu", "Flatten", "Gemm", "Softmax");
    Judge.requireExport(network, values, 3);
  }

  @Test
  void whatOnlyDl4jKnowsIsRefused() {
    GraphBuilder graph = new GraphBuilder("mine", Shape.vector(4));
    graph.classifier("fc", graph.relu("odd", graph.input()), 3);
    List<LayerGraph.Node> nodes = new ArrayList<>(graph.graph().nodes());
    nodes.set(1, new LayerGraph.Node("odd", new Opaque("Mish"), List.of("input"), Shape.vector(4)));
    Network drawn = Dl4jNetworks.fromGraph("mine", graph.graph());
    Network network =
        new Network(
            "mine",
            drawn.configuration(),
            drawn.layout(),
            new LayerGraph(nodes),
            drawn.input(),
            drawn.classes());

    assertThatThrownBy(() -> OnnxExport.bytes(network, new float[drawn.layout().length()]))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot export network mine to ONNX: layer odd is of type Mish, which has no counterpart"
                + " there; export a DL4J zip instead");
    assertThatThrownBy(() -> OnnxExport.bytes(drawn, new float[2]))
        .isInstanceOf(DataException.class);
  }
}
