package io.pollard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pollard.engine.Optimizer.Adam;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.Set;

/** An engine under test, and what the parts of {@link EngineContract} share. */
interface EngineFixture {

  /** The engine under test. */
  Engine engine();

  /** Names of the {@link ContractNetworks} that it refuses. */
  default Set<String> refused() {
    return Set.of();
  }

  /** How far from the exact value a gradient may lie, in parts of the largest of its tensor. */
  default double tolerance() {
    return 5e-5;
  }

  /** How far from the exact value a loss may lie. */
  default double lossTolerance() {
    return 1e-5;
  }

  /** At {@link ContractNetworks#values}; skips the test where the engine refuses the network. */
  default CompiledNetwork compile(Network network, int batchSize) {
    assumeThat(refused()).doesNotContain(network.name());
    CompiledNetwork compiled = engine().compile(network, batchSize);
    compiled.parameters(ContractNetworks.values(network, 1));
    return compiled;
  }

  static UpdateRule adam() {
    return new UpdateRule(new Adam(), 1e-3, true);
  }

  static Mask mask(Network network, double density, long seed) {
    int length = network.layout().length();
    boolean[] keep = new boolean[length];
    Arrays.fill(keep, true);
    Draws draws = Draws.of(seed, "mask");
    for (Slice slice : network.layout().prunable()) {
      for (int i = slice.offset(); i < slice.end(); i++) {
        keep[i] = draws.nextDouble() < density;
      }
    }
    return Mask.of(length, i -> keep[i]);
  }

  default void assertGradient(Network network, float[] found, double[] exact) {
    for (Slice slice : network.layout().slices()) {
      assertClose(
          Arrays.copyOfRange(found, slice.offset(), slice.end()),
          Arrays.copyOfRange(exact, slice.offset(), slice.end()),
          slice.tensor());
    }
  }

  default void assertClose(float[] found, double[] exact, String what) {
    assertThat(found).as(what).hasSize(exact.length);
    double largest = Math.max(1e-2, Arrays.stream(exact).map(Math::abs).max().orElse(0.0));
    for (int i = 0; i < exact.length; i++) {
      assertThat((double) found[i])
          .as("%s[%d]", what, i)
          .isCloseTo(exact[i], within(tolerance() * largest));
    }
  }
}
