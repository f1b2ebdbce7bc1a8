package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SplitsProperties {
  private static DatasetSpec spec(
      int validation, long seed, Optional<Integer> trainLimit, Optional<Integer> testLimit) {
    return new DatasetSpec(
        Shipped.FASHION_MNIST_8K,
        Optional.empty(),
        new Shipped(),
        validation,
        seed,
        Normalization.UNIT,
        trainLimit,
        testLimit);
  }

  private static Splits splits(int validation, long seed, int train) {
    return Splits.of(spec(validation, seed, Optional.empty(), Optional.empty()), train, 10);
  }

  @Property
  void trainAndValidationAreDisjointAndCoverAll(
      @ForAll @IntRange(min = 1, max = 500) int train,
      @ForAll @IntRange(min = 0, max = 499) int drawn,
      @ForAll long seed) {
    int validation = drawn % train;
    Splits splits = splits(validation, seed, train);
    assertThat(splits.validation()).hasSize(validation).isSorted();
    assertThat(splits.train()).hasSize(train - validation).isSorted();
    assertThat(IntStream.concat(IntStream.of(splits.train()), IntStream.of(splits.validation())))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, train).boxed().toList());
    assertThat(splits.test()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Property
  void areAPureFunctionOfTheSeed(@ForAll long seed) {
    assertThat(splits(20, seed, 100).validation()).isEqualTo(splits(20, seed, 100).validation());
    assertThat(splits(20, seed, 100).validation())
        .isNotEqualTo(splits(20, seed + 1, 100).validation());
  }

  @Property
  void limitsTakeAPartAndLeaveValidationAlone(
      @ForAll @IntRange(min = 1, max = 120) int limit, @ForAll long seed) {
    DatasetSpec limited = spec(20, seed, Optional.of(limit), Optional.of(limit));
    Splits splits = Splits.of(limited, 100, 50);
    Splits whole = splits(20, seed, 100);
    assertThat(splits.validation()).isEqualTo(whole.validation());
    assertThat(splits.train()).hasSize(Math.min(limit, 80)).isSorted();
    assertThat(whole.train()).contains(splits.train());
    assertThat(splits.test()).hasSize(Math.min(limit, 50)).isSorted();
  }

  @Property
  void aLargerLimitOnlyAdds(@ForAll long seed, @ForAll @IntRange(min = 1, max = 79) int limit) {
    int[] fewer = Splits.of(spec(20, seed, Optional.of(limit), Optional.empty()), 100, 5).train();
    int[] more =
        Splits.of(spec(20, seed, Optional.of(limit + 1), Optional.empty()), 100, 5).train();
    assertThat(more).contains(fewer);
  }

  @Example
  void validationHasToLeaveSomething() {
    assertThatThrownBy(() -> splits(100, 0, 100))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot split data set fashion-mnist-8k: nothing would be left of its 100 training"
                + " examples (validation=100); give a smaller validation");
  }

  /** A known answer: tickets of old warehouses were trained on it. */
  @Example
  void neverChange() {
    assertThat(splits(4, 0, 12).validation()).containsExactly(3, 4, 8, 9);
    Splits limited = Splits.of(spec(4, 0, Optional.of(3), Optional.of(3)), 12, 12);
    assertThat(limited.train()).containsExactly(0, 1, 7);
    assertThat(limited.test()).containsExactly(6, 8, 9);
  }
}
