package io.pollard.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.engine.Variant.Replacement;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Variants of a network against the network with its parameters exchanged. */
interface VariationsContract extends EngineFixture {

  @ParameterizedTest
  @MethodSource("io.pollard.engine.ContractNetworks#all")
  default void variantsAreTheNetworkWithParametersExchangedBitByBit(Network network) {
    try (CompiledNetwork compiled = compile(network, 3)) {
      float[] dense = compiled.parameters();
      List<Variant> variants = variants(network, dense);
      Batch first = ContractNetworks.batch(network, 3, 5);
      Batch second = ContractNetworks.batch(network, 2, 6);
      List<float[]> found = new ArrayList<>();
      try (Variations variations = compiled.variations(variants)) {
        for (Batch batch : List.of(first, second, first)) {
          float[] logits = new float[batch.size() * network.classes()];
          variations.examples(batch.features(), batch.size(), logits);
          found.add(logits);
          // Backwards, so that a variant stands behind others of its slices and of other slices.
          for (int i = variants.size() - 1; i >= 0; i--) {
            float[] changed = new float[logits.length];
            variations.logits(i, changed);
            found.add(changed);
          }
        }
        assertThat(variations.bytes()).isPositive();
      }
      List<float[]> expected = new ArrayList<>();
      for (Batch batch : List.of(first, second, first)) {
        expected.add(logits(compiled, dense, batch));
        for (int i = variants.size() - 1; i >= 0; i--) {
          expected.add(logits(compiled, exchanged(dense, variants.get(i)), batch));
        }
      }
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i)).as("logits %d", i).isEqualTo(expected.get(i));
      }
    }
  }

  @Test
  default void variantsNeedExamplesThatFit() {
    Network network = ContractNetworks.perceptron();
    try (CompiledNetwork compiled = compile(network, 2);
        Variations variations =
            compiled.variations(variants(network, compiled.parameters()).subList(0, 1))) {
      float[] logits = new float[3 * network.classes()];
      assertThatThrownBy(() -> variations.logits(0, logits))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () ->
                  variations.examples(ContractNetworks.batch(network, 3, 1).features(), 3, logits))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Every weight tensor thinned twice, every other tensor negated, and two tensors at once. */
  private static List<Variant> variants(Network network, float[] values) {
    List<Variant> variants = new ArrayList<>();
    for (double density : List.of(0.5, 0.1)) {
      Mask mask = EngineFixture.mask(network, density, 7);
      for (Slice slice : network.layout().prunable()) {
        float[] some = values(slice, values);
        for (int i = 0; i < some.length; i++) {
          some[i] = mask.kept(slice.offset() + i) ? some[i] : 0.0f;
        }
        variants.add(new Variant(List.of(new Replacement(slice, some))));
      }
    }
    for (Slice slice : network.layout().slices()) {
      if (!slice.prunable() && slice.role().isParameter()) {
        float[] some = values(slice, values);
        for (int i = 0; i < some.length; i++) {
          some[i] = -some[i];
        }
        variants.add(new Variant(List.of(new Replacement(slice, some))));
      }
    }
    List<Slice> prunable = network.layout().prunable();
    variants.add(
        new Variant(
            List.of(
                new Replacement(prunable.get(0), new float[prunable.get(0).length()]),
                new Replacement(prunable.get(1), new float[prunable.get(1).length()]))));
    return variants;
  }

  private static float[] values(Slice slice, float[] all) {
    return Arrays.copyOfRange(all, slice.offset(), slice.end());
  }

  private static float[] exchanged(float[] dense, Variant variant) {
    float[] values = dense.clone();
    for (Replacement replacement : variant.replacements()) {
      System.arraycopy(
          replacement.values(),
          0,
          values,
          replacement.slice().offset(),
          replacement.slice().length());
    }
    return values;
  }

  private static float[] logits(CompiledNetwork compiled, float[] parameters, Batch batch) {
    compiled.parameters(parameters);
    float[] logits = new float[batch.size() * compiled.network().classes()];
    compiled.logits(batch.features(), batch.size(), logits);
    return logits;
  }
}
