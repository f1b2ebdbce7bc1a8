package io.pollard.udfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.UserException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FunctionsTest {

  @Test
  void maskFunctionsCountElementsOnlyNotThePaddingOfTheLastByte() {
    byte[] full = {(byte) 0xff, (byte) 0xff};

    assertThat(call(MaskFunctions.KEPT, 9L, full)).isEqualTo(9L);
    assertThat(call(MaskFunctions.KEPT, 9L, null)).isEqualTo(9L);
    assertThat(call(MaskFunctions.SPARSITY, 9L, full)).isEqualTo(0.0);
    assertThat(call(MaskFunctions.DENSITY, 0L, null)).isNull();
    assertThat(call(MaskFunctions.OVERLAP, 9L, full, null))
        .isEqualTo(Struct.of(9L, 9L, 9L, 9L, 1.0));
    assertThat(call(MaskFunctions.OVERLAP, 8L, new byte[1], new byte[1]))
        .isEqualTo(Struct.of(0L, 0L, 0L, 0L, null));
  }

  @Test
  void histogramLeavesOutWhatIsNotFiniteAndClosesTheLastBin() {
    byte[] values = floats(0f, 1f, 2f, 4f, Float.NaN, Float.POSITIVE_INFINITY);

    assertThat(call(TensorFunctions.HISTOGRAM, values, null, 2))
        .isEqualTo(List.of(Struct.of(0.0, 2.0, 2L), Struct.of(2.0, 4.0, 2L)));
    assertThat(call(TensorFunctions.HISTOGRAM, floats(3f, 3f), null, 3))
        .isEqualTo(
            List.of(Struct.of(3.0, 3.0, 2L), Struct.of(3.0, 3.0, 0L), Struct.of(3.0, 3.0, 0L)));
    assertThat(call(TensorFunctions.HISTOGRAM, floats(Float.NaN), null, 3)).isEqualTo(List.of());
    assertThatThrownBy(() -> call(TensorFunctions.HISTOGRAM, values, null, 0))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot count weights: the number of bins lies in [1, 100000] (bins=0); give another");
  }

  @Test
  void quantilesOfNothingAreNullAndSharesAreChecked() {
    assertThat(call(TensorFunctions.QUANTILES, floats(), null, List.of(0.5)))
        .isEqualTo(Collections.singletonList(null));
    assertThat(call(TensorFunctions.QUANTILES, floats(5f, Float.NaN, 1f), null, List.of(0.25, 1.0)))
        .isEqualTo(List.of(3.0, Double.NaN));
    assertThatThrownBy(() -> call(TensorFunctions.QUANTILES, floats(1f), null, List.of(1.5)))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot compute a quantile: a share lies in [0, 1] (share=1.5); give another");
  }

  @Test
  void effectiveBitsAreTheEntropyOfTheMaskedValues() {
    assertThat((double) call(TensorFunctions.EFFECTIVE_BITS, floats(1f, 2f, 3f, 4f), null))
        .isCloseTo(2.0, within(1e-12));
    assertThat((double) call(TensorFunctions.EFFECTIVE_BITS, floats(0f, -0f), null)).isZero();
    assertThat(call(TensorFunctions.EFFECTIVE_BITS, floats(), null)).isNull();
  }

  @Test
  void paretoKeepsEqualsDropsTheDominatedAndWhatIsNotFinite() {
    List<List<Object>> rows =
        List.of(
            List.of("a", 0.9, 10.0),
            List.of("twin", 0.9, 10.0),
            List.of("dearer", 0.9, 11.0),
            List.of("worse", 0.8, 10.0),
            List.of("best", 0.95, 20.0),
            List.of("nan", Double.NaN, 1.0));

    assertThat(inEveryOrder(new ParetoFront(), rows))
        .isEqualTo(
            List.of(
                Struct.of("a", 0.9, 10.0),
                Struct.of("twin", 0.9, 10.0),
                Struct.of("best", 0.95, 20.0)));
  }

  @Test
  void nothingIsWithinABudgetThatNobodyMeets() {
    List<List<Object>> rows =
        List.of(List.of("a", 0.5, 1.0, 0.9, 0.1), List.of("b", 0.6, 2.0, 0.9, 0.1));

    assertThat(new BestWithin().of(rows)).isNull();
    assertThatThrownBy(
            () ->
                new BestWithin()
                    .of(
                        List.of(
                            List.of("a", 0.5, 1.0, 0.9, 0.1), List.of("b", 0.6, 2.0, 0.9, 0.2))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot compute pollard_best_within: argument within differs within a group (0.1, 0.2); give one value for all rows");
  }

  /**
   * d = 2, 1, 0, 3: t = 1.5 / sqrt(5/3) * 2, and with u = t / sqrt(3) by hand p = 1 - 2/pi (atan u
   * + u / (1 + u u)).
   */
  @Test
  void pairedComparisonIsTheTTest() {
    List<List<Object>> rows = new ArrayList<>();
    double[] first = {3, 5, 4, 8};
    double[] second = {1, 4, 4, 5};
    for (int i = 0; i < 4; i++) {
      rows.add(List.of((long) i, "a", first[i], "a", "b"));
      rows.add(List.of((long) i, "b", second[i], "a", "b"));
    }
    rows.add(List.of(9L, "a", 1.0, "a", "b"));

    Struct result = (Struct) inEveryOrder(new PairedComparison(), rows);

    assertThat(result.fields().get(0)).isEqualTo(4L);
    assertThat(result.fields().get(1)).isEqualTo(1.5);
    assertThat((double) result.fields().get(3)).isCloseTo(2.323790007724, within(1e-9));
    assertThat((double) result.fields().get(4)).isCloseTo(0.102728078858, within(1e-9));
    assertThat(result.fields().subList(7, 10)).isEqualTo(List.of(3L, 0L, 1L));
    assertThat(new PairedComparison().of(rows.subList(0, 1))).isNull();
    assertThat(((Struct) new PairedComparison().of(rows.subList(0, 2))).fields())
        .isEqualTo(Arrays.asList(1L, 2.0, null, null, null, null, null, 1L, 0L, 0L));
  }

  @Test
  void theBootstrapIsDrawnByItsSeed() {
    List<List<Object>> rows = new ArrayList<>();
    List<List<Object>> otherSeed = new ArrayList<>();
    for (int i = 1; i <= 16; i++) {
      rows.add(List.of(Math.sqrt(i), 0.95, 1L));
      otherSeed.add(List.of(Math.sqrt(i), 0.95, 2L));
    }
    Struct result = (Struct) inEveryOrder(new MeanInterval(), rows);
    double mean = (double) result.fields().get(1);
    double deviation = (double) result.fields().get(2);

    // The normal approximation, whose deviation the bootstrap has with divisor n.
    double reach = 1.96 * deviation * Math.sqrt(15.0 / 16) / Math.sqrt(16);
    assertThat((double) result.fields().get(3)).isCloseTo(mean - reach, within(0.06));
    assertThat((double) result.fields().get(4)).isCloseTo(mean + reach, within(0.06));
    assertThat(new MeanInterval().of(otherSeed)).isNotEqualTo(result);
    assertThat(((Struct) new MeanInterval().of(rows.subList(0, 1))).fields())
        .isEqualTo(Arrays.asList(1L, 1.0, null, 1.0, 1.0));
  }

  private static Object inEveryOrder(GroupFunction function, List<List<Object>> rows) {
    Object result = function.of(rows);
    for (int seed = 0; seed < 5; seed++) {
      List<List<Object>> shuffled = new ArrayList<>(rows);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(function.of(shuffled)).isEqualTo(result);
    }
    return result;
  }

  private static Object call(RowFunction function, Object... arguments) {
    return function.apply(Arrays.asList(arguments));
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
