package io.pollard.prune.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.GraphBuilder;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Network;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Resnet20;
import io.pollard.network.zoo.Shortcut;
import io.pollard.prune.structure.ChannelGroup.Kind;
import io.pollard.prune.structure.ChannelGroup.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelGroupsTest {
  private static final Network LENET = new Lenet5().build(new Shape(1, 28, 28), 10);

  private static Slice slice(Network network, String layer, Role role) {
    return network.layout().find(layer, role).orElseThrow();
  }

  private static List<String> layers(Groups groups) {
    return groups.blocks().stream().map(Block::layer).toList();
  }

  @Test
  void aChannelOfLenet5sSecondConvolution() {
    ChannelGroup group = ((Channels) new Filter().groups(LENET).blocks().get(1)).groups().get(7);
    Slice bias = slice(LENET, "conv2", Role.BIAS);
    Slice kernels = slice(LENET, "conv2", Role.WEIGHT);
    Slice ip1 = slice(LENET, "ip1", Role.WEIGHT);

    assertThat(group.layer()).isEqualTo("conv2");
    assertThat(group.channel()).isEqualTo(7);
    // A filter is 20 x 5 x 5; behind pooling a channel is 4 x 4 of ip1's 800 inputs.
    assertThat(group.parts())
        .containsExactlyInAnyOrder(
            new Part(bias, Kind.VALUE, Span.of(bias.offset() + 7, 1)),
            new Part(kernels, Kind.FILTER, Span.of(kernels.offset() + 3500, 500)),
            new Part(ip1, Kind.COLUMN, new Span(ip1.offset() + 112, 16, 800, 500)));
    assertThat(group.filters().map(part -> part.slice().layer())).containsExactly("conv2");
  }

  @Test
  void columnsOfAConvolutionAreKernels() {
    ChannelGroup group = ((Channels) new Filter().groups(LENET).blocks().get(0)).groups().get(3);
    Slice kernels = slice(LENET, "conv2", Role.WEIGHT);
    assertThat(group.parts(Kind.COLUMN))
        .containsExactly(
            new Part(kernels, Kind.COLUMN, new Span(kernels.offset() + 75, 25, 500, 50)));
  }

  @Test
  void filtersAndNeuronsOfLenet5() {
    assertThat(layers(new Filter().groups(LENET))).containsExactly("conv1", "conv2");
    assertThat(new Filter().groups(LENET).count()).isEqualTo(70);
    assertThat(layers(new Neuron().groups(LENET))).containsExactly("ip1");
    assertThat(new Neuron().groups(LENET).count()).isEqualTo(500);
  }

  @Test
  void aGroupsScoreIsTheSumOverItsFilters() {
    float[] elements = new float[LENET.layout().length()];
    Slice kernels = slice(LENET, "conv1", Role.WEIGHT);
    for (int i = 0; i < 25; i++) {
      elements[kernels.offset() + 50 + i] = i;
    }
    float[] scores = new Filter().groups(LENET).aggregate(elements);
    assertThat(scores[2]).isEqualTo(300f);
    scores[2] = 0f;
    assertThat(scores).containsOnly(0f);
  }

  @Test
  void aStreamOfAResidualNetworkGoesTogether() {
    Network network =
        new Resnet(20, Shortcut.B, new KaimingNormal()).build(new Shape(3, 32, 32), 10);
    Groups groups = new Filter().groups(network);
    // Three streams of 16, 32 and 64, and the inner convolution of each of nine blocks.
    assertThat(layers(groups))
        .containsExactly(
            "conv1",
            "stage1.block1.conv1",
            "stage1.block2.conv1",
            "stage1.block3.conv1",
            "stage2.block1.conv1",
            "stage2.block1.shortcut.conv",
            "stage2.block2.conv1",
            "stage2.block3.conv1",
            "stage3.block1.conv1",
            "stage3.block1.shortcut.conv",
            "stage3.block2.conv1",
            "stage3.block3.conv1");
    assertThat(groups.blocks().stream().map(Block::count))
        .containsExactly(16, 16, 16, 16, 32, 32, 32, 32, 64, 64, 64, 64);
    ChannelGroup stream = ((Channels) groups.blocks().get(5)).groups().get(4);
    assertThat(stream.filters().map(part -> part.slice().layer()))
        .containsExactlyInAnyOrder(
            "stage2.block1.conv2",
            "stage2.block1.shortcut.conv",
            "stage2.block2.conv2",
            "stage2.block3.conv2");
    assertThat(stream.parts(Kind.VALUE).filter(part -> part.slice().role() == Role.GAMMA).count())
        .isEqualTo(4);
    assertThat(stream.parts(Kind.COLUMN).map(part -> part.slice().layer()))
        .containsExactlyInAnyOrder(
            "stage2.block2.conv1",
            "stage2.block3.conv1",
            "stage3.block1.conv1",
            "stage3.block1.shortcut.conv");
  }

  /** The padded half of a shortcut is the other half times 0: it has the same channels. */
  @Test
  void aPaddedShortcutTiesTheStreams() {
    Groups groups = new Filter().groups(new Resnet20().build(new Shape(3, 32, 32), 10));
    Channels stream = (Channels) groups.blocks().get(0);
    assertThat(stream.count()).isEqualTo(16);
    assertThat(
            stream
                .groups()
                .get(5)
                .filters()
                .filter(part -> part.slice().layer().equals("stage3.block3.conv2"))
                .map(part -> (part.span().start() - part.slice().offset()) / (64 * 9)))
        .containsExactly(5, 21, 37, 53);
  }

  @Test
  void aDepthwiseConvolutionGoesWithItsInput() {
    GraphBuilder graph = new GraphBuilder("net", new Shape(1, 6, 6));
    String conv = graph.convolution("conv", graph.input(), 4, 3, 1, 1, false);
    Convolution depthwise =
        new Convolution(4, 8, 3, 3, 1, 1, new Padding(1, 1, 1, 1), 1, 1, 4, true);
    String dw = graph.node("dw", depthwise, conv);
    String bn = graph.batchNorm("bn", dw);
    Network network =
        Dl4jNetworks.fromGraph(
            "net", graph.classifier("fc", graph.globalAveragePool("gap", bn), 3));
    ChannelGroup group = ((Channels) new Filter().groups(network).blocks().get(0)).groups().get(2);
    Slice kernels = slice(network, "dw", Role.WEIGHT);
    Slice mean = slice(network, "bn", Role.MEAN);
    assertThat(kernels.shape()).containsExactly(3, 3, 4, 2);
    assertThat(group.parts(Kind.DEPTHWISE))
        .containsExactly(
            new Part(kernels, Kind.DEPTHWISE, new Span(kernels.offset() + 4, 2, 8, 9)));
    assertThat(group.parts(Kind.VALUE))
        .contains(new Part(mean, Kind.VALUE, Span.of(mean.offset() + 4, 2)));
  }

  /** Two concatenated branches that a later layer is added to: each must keep a channel. */
  @Test
  void branchesAreBlocksOfTheirOwn() {
    GraphBuilder graph = new GraphBuilder("net", new Shape(1, 6, 6));
    String wide = graph.convolution("wide", graph.input(), 5, 3, 1, 1, false);
    String a = graph.convolution("a", graph.input(), 2, 3, 1, 1, false);
    String b = graph.convolution("b", graph.input(), 3, 3, 1, 1, false);
    String sum = graph.add("sum", wide, graph.concat("both", a, b));
    Network network = Dl4jNetworks.fromGraph("net", graph.classifier("fc", sum, 3));
    Groups groups = new Filter().groups(network);
    assertThat(layers(groups)).containsExactly("wide", "wide");
    assertThat(groups.blocks().stream().map(Block::count)).containsExactly(2, 3);
  }
}
