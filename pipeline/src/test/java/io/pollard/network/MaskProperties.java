package io.pollard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MaskProperties {

  @Property
  void packedFormIsTheMask(@ForAll @Size(max = 200) List<Boolean> kept) {
    Mask mask = mask(kept);

    assertThat(Mask.ofWords(mask.words(), mask.length())).isEqualTo(mask).hasSameHashCodeAs(mask);
    for (int i = 0; i < kept.size(); i++) {
      assertThat(mask.kept(i)).isEqualTo(kept.get(i));
    }
  }

  @Property
  void countsAddUpOverSlices(@ForAll("sizes") List<Integer> sizes, @ForAll long seed) {
    ParameterLayout layout = layout(sizes);
    BitSet bits = BitSet.valueOf(new long[] {seed, ~seed * 31, seed * 17});
    Mask mask = Mask.of(layout.length(), i -> bits.get(i % 192));

    assertThat(layout.slices().stream().mapToInt(mask::kept).sum()).isEqualTo(mask.kept());
  }

  @Property
  void applyZeroesThePrunedAndOnlyThem(@ForAll @Size(max = 200) List<Boolean> kept) {
    Mask mask = mask(kept);
    float[] vector = new float[kept.size()];
    java.util.Arrays.fill(vector, Float.NaN);
    mask.apply(vector);

    for (int i = 0; i < vector.length; i++) {
      if (kept.get(i)) {
        assertThat(vector[i]).isNaN();
      } else {
        assertThat(Float.floatToRawIntBits(vector[i])).isZero();
      }
    }
  }

  @Property
  void andKeepsWhatBothKeep(
      @ForAll @Size(130) List<Boolean> one, @ForAll @Size(130) List<Boolean> other) {
    Mask both = mask(one).and(mask(other));

    for (int i = 0; i < 130; i++) {
      assertThat(both.kept(i)).isEqualTo(one.get(i) && other.get(i));
    }
    assertThat(mask(one).and(Mask.dense(130))).isEqualTo(mask(one));
  }

  @Property
  void wordsOfAnotherLengthAreRefused(@ForAll @IntRange(min = 1, max = 300) int length) {
    long[] words = Mask.dense(length).words();

    assertThatThrownBy(() -> Mask.ofWords(words, length + 64))
        .isInstanceOf(IllegalArgumentException.class);
    if (length % 64 != 0) {
      words[words.length - 1] = -1L;
      assertThatThrownBy(() -> Mask.ofWords(words, length))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(words.length + " words do not hold a mask of " + length + " elements");
    }
  }

  @Property
  void layoutsHaveNoGaps(@ForAll("sizes") List<Integer> sizes) {
    ParameterLayout layout = layout(sizes);

    assertThat(layout.length()).isEqualTo(sizes.stream().mapToInt(Integer::intValue).sum());
    for (int i = 0; i < sizes.size(); i++) {
      Slice slice = layout.slices().get(i);
      assertThat(slice.end() - slice.offset()).isEqualTo(sizes.get(i));
      assertThat(layout.find(slice.layer(), slice.role())).contains(slice);
    }
  }

  @Provide
  Arbitrary<List<Integer>> sizes() {
    return Arbitraries.integers().between(1, 100).list().ofMinSize(1).ofMaxSize(8);
  }

  private static Mask mask(List<Boolean> kept) {
    return Mask.of(kept.size(), kept::get);
  }

  private static ParameterLayout layout(List<Integer> sizes) {
    java.util.ArrayList<Slice> slices = new java.util.ArrayList<>();
    int offset = 0;
    for (int size : sizes) {
      slices.add(new Slice("layer" + slices.size(), Role.WEIGHT, List.of(size), offset, true));
      offset += size;
    }
    return new ParameterLayout(slices);
  }
}
