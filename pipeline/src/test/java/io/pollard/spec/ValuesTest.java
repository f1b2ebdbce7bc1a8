package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** Fractions, durations, and doubles as text. */
class ValuesTest {

  @Test
  void fractionsLieBetweenZeroAndOne() {
    assertThat(new Fraction(0.0).value()).isZero();
    assertThat(new Fraction(1.0).value()).isOne();
    assertThatThrownBy(() -> new Fraction(Math.nextUp(1.0)))
        .hasMessage("a fraction lies in [0, 1], found 1.0000000000000002");
    assertThatThrownBy(() -> new Fraction(-0.1))
        .hasMessage("a fraction lies in [0, 1], found -0.1");
    assertThatThrownBy(() -> new Fraction(Double.NaN))
        .hasMessage("a fraction lies in [0, 1], found NaN");
  }

  @Test
  void fractionsOfCountsRoundHalfUp() {
    assertThat(new Fraction(0.5).of(5)).isEqualTo(3);
    assertThat(new Fraction(0.2).of(266_200)).isEqualTo(53_240);
    assertThat(new Fraction(1.0).of(7)).isEqualTo(7);
  }

  @Test
  void minusZeroIsZero() {
    assertThat(new Fraction(-0.0)).isEqualTo(new Fraction(0.0)).hasToString("0.0");
    assertThat(Duration.epochs(-0.0)).isEqualTo(Duration.epochs(0.0)).hasToString("0 ep");
  }

  @Test
  void durationsCarryAUnit() {
    assertThat(Duration.parse("500 it")).isEqualTo(Duration.iterations(500L));
    assertThat(Duration.parse(" 0.5ep ")).isEqualTo(Duration.epochs(0.5));
    assertThat(Duration.parse("3 ep").iterations(100)).isEqualTo(300);
    assertThat(Duration.parse("0.5 ep").iterations(101)).isEqualTo(51);
    assertThatThrownBy(() -> Duration.parse("500"))
        .hasMessage("a duration carries a unit, such as 500 it or 3 ep, found '500'");
    assertThatThrownBy(() -> Duration.parse("0.5 it"))
        .hasMessage("iterations are whole, found 0.5");
    assertThatThrownBy(() -> Duration.parse("-1 ep"))
        .hasMessage("a duration carries a unit, such as 500 it or 3 ep, found '-1 ep'");
  }

  @Property
  void durationsReadBack(@ForAll @DoubleRange(min = 0, max = 1e300) double epochs) {
    Duration duration = Duration.epochs(epochs);
    assertThat(Duration.parse(duration.toString())).isEqualTo(duration);
  }

  @Test
  void doublesAreWrittenShortest() {
    assertThat(Numbers.text(0.0)).isEqualTo("0.0");
    assertThat(Numbers.text(-0.0)).isEqualTo("-0.0");
    assertThat(Numbers.text(60)).isEqualTo("60.0");
    assertThat(Numbers.text(1.2e-3)).isEqualTo("0.0012");
    assertThat(Numbers.text(1e-4)).isEqualTo("1.0E-4");
    assertThat(Numbers.text(-1.25e-8)).isEqualTo("-1.25E-8");
    assertThat(Numbers.text(1e7)).isEqualTo("1.0E7");
    assertThat(Numbers.text(9_999_999.5)).isEqualTo("9999999.5");
    assertThat(Numbers.text(0.1 + 0.2)).isEqualTo("0.30000000000000004");
    assertThat(Numbers.text(0x1p-44)).isEqualTo("5.6843418860808015E-14");
    assertThat(Numbers.text(Double.parseDouble("2e23"))).isEqualTo("2.0E23");
    assertThat(Numbers.text(Double.MIN_VALUE)).isEqualTo("5.0E-324");
    assertThat(Numbers.text(Double.MAX_VALUE)).isEqualTo("1.7976931348623157E308");
    assertThat(Numbers.plain(500)).isEqualTo("500");
    assertThat(Numbers.plain(1e-5)).isEqualTo("0.00001");
    assertThatThrownBy(() -> Numbers.text(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a finite number is expected, found NaN");
  }

  @Property
  void doublesReadBack(@ForAll long bits) {
    double value = Double.longBitsToDouble(bits);
    if (Double.isFinite(value)) {
      assertThat(Double.doubleToLongBits(Double.parseDouble(Numbers.text(value))))
          .isEqualTo(Double.doubleToLongBits(value));
      assertThat(Double.doubleToLongBits(Double.parseDouble(Numbers.plain(value))))
          .isEqualTo(Double.doubleToLongBits(value));
    }
  }
}
