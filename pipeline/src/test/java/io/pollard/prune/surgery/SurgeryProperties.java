package io.pollard.prune.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.engine.Optimizer.Momentum;
import io.pollard.engine.UpdateRule;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Interpreter;
import io.pollard.network.dl4j.Reference;
import io.pollard.network.onnx.Judge;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Neuron;
import io.pollard.random.Draws;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A physically smaller network is the masked one, whatever branches and is coupled. */
class SurgeryProperties {

  /** Whole channels at random ratios; one of every block stays. */
  private static Mask withoutChannels(Network network, long seed) {
    Draws draws = Draws.of(seed, "channels");
    BitSet gone = new BitSet();
    List<Block> blocks = new ArrayList<>(new Filter().groups(network).blocks());
    blocks.addAll(new Neuron().groups(network).blocks());
    for (Block block : new Groups(blocks).blocks()) {
      int[] order = draws.permutation(block.count());
      int some = draws.nextInt(block.count());
      for (int i = 0; i < some; i++) {
        block.forEachPruned(order[i], gone::set);
      }
    }
    return Mask.of(network.layout().length(), i -> !gone.get(i));
  }

  private static Mask sparse(Network network, long seed) {
    Draws draws = Draws.of(seed, "sparse");
    double density = 0.05 + 0.3 * draws.nextDouble();
    BitSet gone = new BitSet();
    for (Slice slice : network.layout().slices()) {
      for (int i = slice.offset(); i < slice.end(); i++) {
        double kept = slice.role() == Role.WEIGHT ? density : 0.5;
        gone.set(i, slice.role().isParameter() && draws.nextDouble() >= kept);
      }
    }
    return Mask.of(network.layout().length(), i -> !gone.get(i));
  }

  private static double[] output(Network network, float[] parameters, float[] example) {
    double[] input = new double[example.length];
    for (int i = 0; i < input.length; i++) {
      input[i] = example[i];
    }
    String loss = network.graph().nodes().get(network.graph().nodes().size() - 1).name();
    return Interpreter.run(network, parameters, input).get(loss);
  }

  private static float[] masked(Network network, Mask mask, long seed) {
    float[] parameters = Reference.parameters(network, seed);
    mask.apply(parameters);
    return parameters;
  }

  private static void requireSameOutput(Network network, Mask mask, long seed) {
    float[] parameters = masked(network, mask, seed);
    SmallerNetwork smaller = Surgery.remove(network, mask);
    float[] example = Reference.example(network, seed);
    assertThat(output(smaller.network(), smaller.slice(parameters), example))
        .containsExactly(output(network, parameters, example), within(1e-9));
  }

  @Property(tries = 150)
  void withoutItsPrunedChannelsANetworkComputesTheSame(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int blocks) {
    Network network = BranchingGraphs.draw(seed, blocks);
    Mask mask = withoutChannels(network, seed);
    requireSameOutput(network, mask, seed);

    SmallerNetwork smaller = Surgery.remove(network, mask);
    assertThat(smaller.slice(mask).isDense()).isTrue();
    NetworkCounts counts = NetworkCounts.of(network, mask);
    assertThat(NetworkCounts.of(smaller.network()).params()).isEqualTo(counts.nonzero());
    assertThat(NetworkCounts.of(smaller.network()).macs()).isEqualTo(counts.macsEffective());
  }

  @Property(tries = 150)
  void withoutWhatFewWeightsLeaveWithoutEffectANetworkComputesTheSame(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int blocks) {
    Network network = BranchingGraphs.draw(seed, blocks);
    requireSameOutput(network, sparse(network, seed), seed);
  }

  @Property(tries = 25)
  void theSmallerNetworkTrainsAsTheMaskedOneDoes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int blocks) {
    Network network = BranchingGraphs.draw(seed, blocks);
    Mask mask = withoutChannels(network, seed);
    float[] parameters = masked(network, mask, seed);
    SmallerNetwork smaller = Surgery.remove(network, mask);

    float[] whole = trained(network, mask, parameters, seed, 0f);
    float[] some =
        trained(smaller.network(), smaller.slice(mask), smaller.slice(parameters), seed, 0f);
    float[] expected = smaller.slice(whole);
    // A batch norm over values that are nearly alike makes much of the last bits.
    float[] shaken = smaller.slice(trained(network, mask, parameters, seed, 1e-7f));
    float spread = 0f;
    for (int i = 0; i < some.length; i++) {
      spread = Math.max(spread, Math.abs(shaken[i] - expected[i]));
    }
    for (int i = 0; i < some.length; i++) {
      float allowed = 1e-4f * Math.max(1f, Math.abs(some[i])) + 10f * spread;
      assertThat(some[i]).isCloseTo(expected[i], within(allowed));
    }
  }

  @Property(tries = 25)
  void whatIsLeftIsTrainedForAnEpochAndGoesOutAndComesBack(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int blocks) throws IOException {
    Network network = BranchingGraphs.draw(seed, blocks);
    Mask mask = withoutChannels(network, seed);
    float[] parameters = Judge.values(network, seed);
    mask.apply(parameters);
    SmallerNetwork smaller = Surgery.remove(network, mask);
    Network left = smaller.network();
    float[] start = smaller.slice(parameters);
    float[] features = Judge.features(network.input(), 3, seed);
    Engine engine = Engines.preferred(network);
    assertThat(Judge.probabilities(engine, left, start, features))
        .containsExactly(Judge.probabilities(engine, network, parameters, features), within(1e-5f));

    AfterSurgery.requireEpochExportAndReload(
        left, start, AfterSurgery.randomEpoch(left, 8, 4, seed), seed);
  }

  private static float[] trained(
      Network network, Mask mask, float[] parameters, long seed, float noise) {
    int size = 4;
    float[] features = new float[size * network.input().size()];
    Draws draws = Draws.of(seed, "batch");
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextGaussian() * (i % 2 == 0 ? 1f + noise : 1f - noise);
    }
    float[] targets = AfterSurgery.everyClassInTurn(size, network.classes());
    try (CompiledNetwork compiled = Engines.preferred(network).compile(network, size)) {
      compiled.updateRule(new UpdateRule(new Momentum(0.01, 0.9), 1e-3, false));
      compiled.mask(mask);
      compiled.parameters(parameters);
      for (int i = 0; i < 2; i++) {
        assertThat(compiled.step(new Batch(size, features, targets), 0.01, i, seed)).isFinite();
      }
      return compiled.parameters();
    }
  }
}
