package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NamesTest {

  @Test
  void distanceCountsEdits() {
    assertThat(Names.distance("", "")).isZero();
    assertThat(Names.distance("", "abc")).isEqualTo(3);
    assertThat(Names.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Names.distance("adma", "adam")).isEqualTo(1);
    assertThat(Names.distance("LEARNINGrate", "learningRate")).isZero();
    assertThat(Names.distance("batch_size", "batchSize")).isEqualTo(1);
  }

  @Property(tries = 300)
  void distanceIsAMetricApartFromTheTriangle(
      @ForAll @AlphaChars @StringLength(max = 8) String a,
      @ForAll @AlphaChars @StringLength(max = 8) String b) {
    int distance = Names.distance(a, b);
    assertThat(distance).isEqualTo(Names.distance(b, a));
    assertThat(distance == 0).isEqualTo(a.equalsIgnoreCase(b));
    assertThat(distance)
        .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
  }

  @Test
  void theFirstOfTheNearestIsMeant() {
    assertThat(Names.nearest("trainning", List.of("dataset", "training"))).contains("training");
    assertThat(Names.nearest("bax", List.of("bay", "baz"))).contains("bay");
    assertThat(Names.nearest("xyz", List.of("dataset", "training"))).isEmpty();
    assertThat(Names.nearest("", List.of("dataset"))).isEmpty();
  }

  @Test
  void unknownNamesComeWithTheKnownOnes() {
    assertThat(Names.unknown("key", "trainning", List.of("dataset", "training")))
        .isEqualTo(
            "unknown key 'trainning'; did you mean 'training'? known keys: dataset, training");
    assertThat(Names.unknown("scoring rule", "foo", List.of("magnitude", "snip")))
        .isEqualTo("unknown scoring rule 'foo'; known names: magnitude, snip");
    assertThat(Names.unknown("key", "x", List.of()))
        .isEqualTo("unknown key 'x'; no keys are known here");
  }

  @Test
  void longAndManyLinedTextIsQuotedShortAndOnOneLine() {
    assertThat(Found.quote("a\n  b\tc\u0007")).isEqualTo("'a b c '");
    assertThat(Found.quote("x".repeat(61))).isEqualTo("'" + "x".repeat(60) + "...'");
    assertThat(Found.quote("x".repeat(60))).isEqualTo("'" + "x".repeat(60) + "'");
  }
}
