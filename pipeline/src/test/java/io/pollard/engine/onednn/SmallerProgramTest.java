package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.engine.Variant;
import io.pollard.engine.Variant.Replacement;
import io.pollard.engine.Variant.Smaller;
import io.pollard.engine.Variations;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.ChannelGroups;
import io.pollard.prune.structure.Coupling;
import io.pollard.prune.surgery.SmallerNetwork;
import io.pollard.prune.surgery.Surgery;
import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Variants with smaller networks: the same bits, or not used. */
class SmallerProgramTest {
  private static final int BATCH = 16;

  /** Twelve channels and twenty behind them. */
  private static Network chain() {
    GraphBuilder graph = new GraphBuilder("t", new Shape(1, 12, 12));
    String a = graph.relu(graph.convolution("a", graph.input(), 12, 3, 1, 0, true));
    String b = graph.relu(graph.convolution("b", graph.maxPool("pool", a, 2), 20, 3, 1, 0, true));
    return Dl4jNetworks.fromGraph(
        "t", graph.classifier("out", graph.relu(graph.dense("d", b, 24, true)), 10));
  }

  /** Of 5x5, by minimal filtering. */
  private static Network filtered() {
    GraphBuilder graph = new GraphBuilder("t", new Shape(1, 12, 12));
    String a = graph.relu(graph.convolution("a", graph.input(), 20, 3, 1, 1, true));
    String b = graph.relu(graph.convolution("b", a, 20, 5, 1, 0, true));
    return Dl4jNetworks.fromGraph(
        "t", graph.classifier("out", graph.relu(graph.dense("d", b, 24, true)), 10));
  }

  /** Blocks of 16 channels, coupled by a sum, with batch norm. */
  private static Network blocked() {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 8, 8));
    String a =
        graph.relu(
            "ra", graph.batchNorm("na", graph.convolution("a", graph.input(), 64, 3, 1, 1, false)));
    String b =
        graph.relu("rb", graph.batchNorm("nb", graph.convolution("b", a, 64, 3, 1, 1, false)));
    String c = graph.batchNorm("nc", graph.convolution("c", b, 64, 3, 1, 1, false));
    String sum = graph.relu("rs", graph.add("sum", c, a));
    return Dl4jNetworks.fromGraph(
        "t", graph.classifier("out", graph.globalAveragePool("pool", sum), 10));
  }

  /** Prunes all groups of a block behind the first few, and takes others out, or the same ones. */
  private static Variant variant(
      Network network, float[] values, String layer, int kept, int shift) {
    List<ChannelGroup> block =
        ChannelGroups.of(network).stream()
            .filter(groups -> groups.get(0).layer().equals(layer))
            .findFirst()
            .orElseThrow();
    Coupling coupling = Coupling.of(network.graph());
    float[] pruned = values.clone();
    BitSet touched = new BitSet();
    BitSet removed = new BitSet();
    for (int i = kept; i < block.size(); i++) {
      block
          .get(i)
          .forEachPruned(
              index -> {
                pruned[index] = 0.0f;
                touched.set(index);
              });
      removed.set(coupling.units(layer)[block.get(i - shift).channel()]);
    }
    List<Replacement> replacements = new ArrayList<>();
    for (Slice slice : network.layout().slices()) {
      int next = touched.nextSetBit(slice.offset());
      if (next >= 0 && next < slice.end()) {
        replacements.add(
            new Replacement(slice, Arrays.copyOfRange(pruned, slice.offset(), slice.end())));
      }
    }
    SmallerNetwork smaller = Surgery.remove(network, coupling, removed);
    return new Variant(replacements, Optional.of(new Smaller(smaller.network(), smaller.origin())));
  }

  private static float[] features(Network network) {
    float[] features = new float[BATCH * network.input().size()];
    Draws draws = Draws.of(5, "features");
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextDouble();
    }
    return features;
  }

  private static float[] exchanged(float[] values, Variant variant) {
    float[] changed = values.clone();
    for (Replacement r : variant.replacements()) {
      System.arraycopy(r.values(), 0, changed, r.slice().offset(), r.slice().length());
    }
    return changed;
  }

  /** How many variants ran smaller, after all gave the bits of the whole network. */
  private static int smaller(Network network, float[] values, List<Variant> variants) {
    float[] features = features(network);
    try (OneDnnNetwork compiled = new OneDnnNetwork(network, BATCH)) {
      compiled.parameters(values);
      float[] unpruned = new float[BATCH * network.classes()];
      List<float[]> found = new ArrayList<>();
      int smaller;
      try (Variations variations = compiled.variations(variants)) {
        smaller = variations.smaller();
        assertThat(compiled.parameters()).as("parameters").isEqualTo(values);
        variations.examples(features, BATCH, unpruned);
        for (int i = 0; i < variants.size(); i++) {
          float[] logits = new float[unpruned.length];
          variations.logits(i, logits);
          found.add(logits);
        }
      }
      for (int i = 0; i < variants.size(); i++) {
        compiled.parameters(exchanged(values, variants.get(i)));
        float[] expected = new float[unpruned.length];
        compiled.logits(features, BATCH, expected);
        assertThat(found.get(i)).as("logits %d", i).isEqualTo(expected);
      }
      return smaller;
    }
  }

  @Test
  void channelsThatAreGoneAreNotComputedAndNoBitChanges() {
    Network network = chain();
    float[] values = Values.initial(network, 3);
    List<Variant> variants = new ArrayList<>();
    for (int kept : List.of(1, 4, 8, 11)) {
      variants.add(variant(network, values, "a", kept, 0));
      variants.add(variant(network, values, "b", kept, 0));
    }
    // How many depends on the kernels that the processor is given.
    assertThat(smaller(network, values, variants)).isBetween(1, variants.size());
  }

  @Test
  void channelsOfFilteredImagesGoUntilTheyAreTooFew() {
    Network network = filtered();
    float[] values = Values.initial(network, 3);
    List<Variant> variants = new ArrayList<>();
    for (int kept : List.of(4, 8, 12, 16)) {
      variants.add(variant(network, values, "a", kept, 0));
      variants.add(variant(network, values, "b", kept, 0));
    }
    assertThat(smaller(network, values, variants)).isBetween(1, variants.size());
  }

  @Test
  void wholeBlocksOfCoupledChannelsGo() {
    Network network = blocked();
    float[] values = Values.initial(network, 3);
    List<Variant> variants =
        List.of(
            variant(network, values, "a", 48, 0),
            variant(network, values, "b", 32, 0),
            variant(network, values, "a", 32, 0));
    assertThat(smaller(network, values, variants)).isBetween(1, variants.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void aNetworkThatComputesSomethingElseIsNotUsed(String layer) {
    Network network = chain();
    float[] values = Values.initial(network, 3);
    assertThat(smaller(network, values, List.of(variant(network, values, layer, 8, 4)))).isZero();
  }
}
