package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.spec.Vocabulary.Both;
import io.pollard.spec.Vocabulary.Direction;
import io.pollard.spec.Vocabulary.Everything;
import io.pollard.spec.Vocabulary.HalfLife;
import io.pollard.spec.Vocabulary.Inner;
import io.pollard.spec.Vocabulary.Plain;
import io.pollard.spec.Vocabulary.Renamed;
import io.pollard.spec.Vocabulary.Strict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CanonicalTest {

  @Test
  void defaultsAreLeftOut() {
    assertThat(Canonical.settings(new Everything())).isEqualTo("{}");
    assertThat(Canonical.settings(new Inner())).isEqualTo("{}");
    assertThat(Canonical.settings(new Inner(2.0, new Fraction(0.25), ""))).isEqualTo("{\"x\":2.0}");
  }

  @Test
  void requiredComponentsAreAlwaysWritten() {
    assertThat(Canonical.settings(new HalfLife())).isEqualTo("{\"half-life\":{\"rate\":0.5}}");
  }

  @Test
  void choicesAreNamesOrNamesWithKeys() {
    assertThat(Canonical.settings(new Plain())).isEqualTo("\"plain\"");
    assertThat(Canonical.settings(new Renamed())).isEqualTo("\"le-300-100\"");
    assertThat(Canonical.settings(new Greeting.GoodMorning(2)))
        .isEqualTo("{\"good-morning\":{\"times\":2}}");
    assertThat(
            Canonical.settings(
                new Both(new Plain(), Optional.of(new Both(new Plain(), Optional.empty())))))
        .isEqualTo("{\"both\":{\"first\":\"plain\",\"second\":{\"both\":{\"first\":\"plain\"}}}}");
  }

  @Test
  void everythingElseIsWrittenWithSortedKeys() {
    Strict strict =
        new Strict(
            "a \"quoted\" \u00e9\n",
            -3,
            new HalfLife(1e-4, 3, Direction.STRAIGHT_ON),
            new Inner(1.5, new Fraction(1), "/data"),
            Optional.of(Duration.iterations(500L)),
            List.of(List.of(1, 2), List.of()),
            Map.of("b", Map.of(), "a", Map.of("y", true, "x", false)));

    assertThat(Canonical.settings(strict))
        .isEqualTo(
            "{\"count\":-3,\"grid\":[[1,2],[]],\"inner\":{\"path\":\"/data\",\"share\":1.0},"
                + "\"label\":\"a \\\"quoted\\\" \\u00e9\\u000a\",\"length\":\"500 it\","
                + "\"rule\":{\"half-life\":{\"direction\":\"straight-on\",\"rate\":1.0E-4}},"
                + "\"switches\":{\"a\":{\"x\":false,\"y\":true},\"b\":{}}}");
  }

  @Test
  void anOptionalThatIsEmptyAgainstItsDefaultIsNull() {
    Everything none = Binder.read("{limit: null, extra: {}}", Everything.class, "text");

    assertThat(none.limit()).isEmpty();
    assertThat(none.extra()).contains(new Inner());
    assertThat(Canonical.settings(none)).isEqualTo("{\"extra\":{},\"limit\":null}");
  }

  @Test
  void identityLeavesOutLocationsAtAnyDepth() {
    Renamed renamed = new Renamed(new Inner(1.5, new Fraction(0.25), "/deep"), "/there");

    assertThat(Canonical.settings(renamed))
        .isEqualTo("{\"le-300-100\":{\"inner\":{\"path\":\"/deep\"},\"path\":\"/there\"}}");
    assertThat(Canonical.identity(renamed)).isEqualTo("\"le-300-100\"");
    assertThat(Canonical.identity(new Renamed(new Inner(2.0, new Fraction(0.25), "/deep"), "/x")))
        .isEqualTo("{\"le-300-100\":{\"inner\":{\"x\":2.0}}}");
  }

  @Test
  void identitiesOfRecordsThatSharePartsAreThoseOfEach() {
    Inner shared = new Inner(2.0, new Fraction(0.25), "/deep");
    Function<Record, String> identities = Canonical.identities();
    for (int i = 0; i < 3; i++) {
      Renamed one = new Renamed(shared, "/x" + i);
      Strict other = new Strict("s", i, new Plain(), shared, Optional.empty(), List.of(), Map.of());
      assertThat(identities.apply(one)).isEqualTo(Canonical.identity(one));
      assertThat(identities.apply(other)).isEqualTo(Canonical.identity(other));
    }
  }

  private static Strict mapWith(String key) {
    return new Strict(
        "", 0, new Plain(), new Inner(), Optional.empty(), List.of(), Map.of(key, Map.of()));
  }

  @Test
  void whatFilesCannotHoldIsRefused() {
    assertThatThrownBy(
            () -> Canonical.settings(new Inner(Double.POSITIVE_INFINITY, new Fraction(1), "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a finite number is expected, found Infinity");
    assertThatThrownBy(() -> Canonical.settings(mapWith("k".repeat(129))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a key has at most 128 characters, found '" + "k".repeat(60) + "...'");
    record Odd(float[] values) {}
    assertThatThrownBy(() -> Canonical.settings(new Odd(new float[1])))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Experiment files cannot hold values of [F");
    assertThatThrownBy(() -> Binder.read("values: 1", Odd.class, "text"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Experiment files cannot hold values of float[]");
  }
}
