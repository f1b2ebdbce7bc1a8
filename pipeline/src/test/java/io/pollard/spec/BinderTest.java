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
import io.pollard.spec.Vocabulary.Rule;
import io.pollard.spec.Vocabulary.Strict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinderTest {

  private static <T> T read(String text, Class<T> type) {
    return Binder.read(text, type, "text");
  }

  @Test
  void whatIsLeftOutComesFromTheNoArgumentConstructor() {
    assertThat(read("{}", Everything.class)).isEqualTo(new Everything());
    assertThat(read("count: 5", Everything.class).count()).isEqualTo(5);
    assertThat(read("count: 5", Everything.class).limit()).contains(7);
  }

  @Test
  void aNestedRecordBringsItsOwnDefaults() {
    // Everything's default inner has x = 2; one that the file gives starts from Inner's own x =
    // 1.5.
    assertThat(read("inner: {path: /data}", Everything.class).inner())
        .isEqualTo(new Inner(1.5, new Fraction(0.25), "/data"));
  }

  @Test
  void withoutNoArgumentConstructorOnlyContainersAndDefaultedRecordsMayBeLeftOut() {
    assertThat(read("{label: a, count: 1, rule: plain}", Strict.class))
        .isEqualTo(
            new Strict("a", 1, new Plain(), new Inner(), Optional.empty(), List.of(), Map.of()));
  }

  @Test
  void everyKindOfComponentIsRead() {
    Everything record =
        read(
            """
            count: -5
            seed: 9223372036854775807
            rate: 1
            on: false
            label: 2024
            direction: left
            share: 1
            length: 500 it
            limit: ~
            extra: {x: .5}
            rates: [1, 2.5, 1e-3, -4.]
            rules:
              - plain
              - half-life: {rate: 0.1}
              - name: half-life
                rate: 0.2
                times: 12
                direction: straight-on
              - le-300-100:
            sizes: {b: 2, a: 1}
            ruleOf: {}
            inner: {}
            rule: {both: {first: plain, second: plain}}
            greeting: good-morning
            """,
            Everything.class);

    assertThat(record)
        .isEqualTo(
            new Everything(
                -5,
                Long.MAX_VALUE,
                1.0,
                false,
                "2024",
                Direction.LEFT,
                new Fraction(1),
                Duration.iterations(500L),
                Optional.empty(),
                Optional.of(new Inner(0.5, new Fraction(0.25), "")),
                List.of(1.0, 2.5, 0.001, -4.0),
                List.of(
                    new Plain(),
                    new HalfLife(0.1, 3, Direction.LEFT),
                    new HalfLife(0.2, 12, Direction.STRAIGHT_ON),
                    new Renamed()),
                Map.of("a", 1L, "b", 2L),
                Map.of(),
                new Inner(),
                new Both(new Plain(), Optional.of(new Plain())),
                new Greeting.GoodMorning()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "half-life: {rate: 0.25}",
        "{name: half-life, rate: 0.25}",
        "{rate: 0.25, name: half-life}",
        "\"half-life\": {\"rate\": 0.25}"
      })
  void aChoiceWithKeysIsSpelledInTwoWays(String text) {
    assertThat(read(text, Rule.class)).isEqualTo(new HalfLife(0.25, 3, Direction.LEFT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "'plain'", "{plain: {}}", "plain:", "plain: ~", "name: plain"})
  void aChoiceOfDefaultsIsSpelledInManyWays(String text) {
    assertThat(read(text, Rule.class)).isEqualTo(new Plain());
  }

  @Test
  void aSingleRecordOfAFamilyIsAFamilyOfOne() {
    assertThat(read("half-life: {rate: 1}", HalfLife.class).rate()).isEqualTo(1.0);
  }

  @Test
  void mapsAreSortedAndCannotBeChanged() {
    Map<String, Long> sizes = read("sizes: {c: 3, a: 1, b: 2}", Everything.class).sizes();

    assertThat(sizes.keySet()).containsExactly("a", "b", "c");
    assertThatThrownBy(() -> sizes.put("d", 4L)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aliasesBindWhereverTheyStand() {
    Everything record =
        read("rule: &r {half-life: {rate: 0.3}}\nrules: [*r, plain, *r]\n", Everything.class);

    assertThat(record.rules()).containsExactly(record.rule(), new Plain(), record.rule());
  }

  /** Refuses in a way that it must not. */
  public record Broken(String text) {
    public Broken {
      throw new UnsupportedOperationException("not yet");
    }
  }

  @Test
  void aRecordThatThrowsAnythingButARefusalIsABug() {
    assertThatThrownBy(() -> read("text: a", Broken.class))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("not yet");
  }
}
