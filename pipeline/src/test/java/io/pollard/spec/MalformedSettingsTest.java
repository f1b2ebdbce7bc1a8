package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.spec.Vocabulary.Everything;
import io.pollard.spec.Vocabulary.Rule;
import io.pollard.spec.Vocabulary.Strict;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Valid YAML that says what cannot be: one message with line and key path each. */
class MalformedSettingsTest {
  private static final String RULES = "both, half-life, le-300-100, plain";
  private static final String SPELLING =
      "; write a name or {name: {key: value}}; known names: " + RULES;

  static Stream<Arguments> malformed() {
    return Stream.of(
        of("\ncount: abc", "line 2: count: a whole number is expected, found 'abc'"),
        of("count: 1.5", "line 1: count: a whole number is expected, found '1.5'"),
        of("count: 1e3", "line 1: count: a whole number is expected, found '1e3'"),
        of("count: '5'", "line 1: count: a whole number is expected, found text '5'"),
        of("count:", "line 1: count: a whole number is expected, found nothing"),
        of("count: [1]", "line 1: count: a whole number is expected, found a list"),
        of(
            "count: 2147483648",
            "line 1: count: a whole number from -2147483648 to 2147483647 is expected, found"
                + " '2147483648'"),
        of(
            "seed: -9223372036854775809",
            "line 1: seed: a whole number from -9223372036854775808 to 9223372036854775807 is"
                + " expected, found '-9223372036854775809'"),
        of("rate: .inf", "line 1: rate: a number is expected, found '.inf'"),
        of("rate: NaN", "line 1: rate: a number is expected, found 'NaN'"),
        of("rate: 0x1p3", "line 1: rate: a number is expected, found '0x1p3'"),
        of("rate: 1d", "line 1: rate: a number is expected, found '1d'"),
        of("rate: {}", "line 1: rate: a number is expected, found keys"),
        of(
            "rate: 1e999",
            "line 1: rate: a number of at most 1.7976931348623157E308 is expected, found '1e999'"),
        of("on: yes", "line 1: on: true or false is expected, found 'yes'"),
        of("on: 'true'", "line 1: on: true or false is expected, found text 'true'"),
        of("label: [a]", "line 1: label: text is expected, found a list"),
        of("label: null", "line 1: label: text is expected, found nothing"),
        of(
            "direction: lefft",
            "line 1: direction: one of left, straight-on is expected, found 'lefft'; did you mean"
                + " 'left'?"),
        of("direction: up", "line 1: direction: one of left, straight-on is expected, found 'up'"),
        of("share: 50", "line 1: share: a fraction lies in [0, 1], found 50.0"),
        of("share: 50%", "line 1: share: a number is expected, found '50%'"),
        of(
            "length: 500",
            "line 1: length: a duration carries a unit, such as 500 it or 3 ep, found '500'"),
        of(
            "length: {}",
            "line 1: length: a duration, such as 500 it or 3 ep, is expected, found keys"),
        of("rates: 1", "line 1: rates: a list is expected, found '1'"),
        of("rates: [1,\n  b]", "line 2: rates[1]: a number is expected, found 'b'"),
        of("limit: x", "line 1: limit: a whole number is expected, found 'x'"),
        of("sizes: [1]", "line 1: sizes: keys are expected, found a list"),
        of("sizes:\n  a: 1\n  b: x", "line 3: sizes.b: a whole number is expected, found 'x'"),
        of("inner: 5", "line 1: inner: keys are expected, found '5'"),
        of(
            "inner:\n  x: 1\n  shape: 1",
            "line 3: inner: unknown key 'shape'; did you mean 'share'? known keys: x, share, path"),
        of(
            "rule: half-live",
            "line 1: rule: unknown rule 'half-live'; did you mean 'half-life'? known names: "
                + RULES),
        of(
            "rule: {sorcery: {}}",
            "line 1: rule.sorcery: unknown rule 'sorcery'; known names: " + RULES),
        of("rule: half-life", "line 1: rule: key 'rate' is missing; a number is expected"),
        of(
            "rule:\n  half-life:\n    rate: -1",
            "line 3: rule.half-life: rate is greater than 0, found -1.0"),
        of(
            "rule:\n  name: half-life\n  rate: 0",
            "line 3: rule: rate is greater than 0, found 0.0"),
        of(
            "rule:\n  half-life: {rate: 1, times: 11}",
            "line 2: rule.half-life: no more than 10 times to the left"),
        of(
            "rule: {half-life: 3}",
            "line 1: rule.half-life: the keys of 'half-life' are expected, found '3'"),
        of("rule: {plain: {x: 1}}", "line 1: rule.plain: unknown key 'x'; no keys are known here"),
        of(
            "rule: {half-life: {rate: 1}, times: 2}",
            "line 1: rule: one rule is expected, found 2 keys" + SPELLING),
        of("rule: []", "line 1: rule: one rule is expected, found a list" + SPELLING),
        of("rule:", "line 1: rule: one rule is expected, found nothing" + SPELLING),
        of("rule: {}", "line 1: rule: one rule is expected, found 0 keys" + SPELLING),
        of("rule: {name: {}}", "line 1: rule.name: one rule is expected, found keys" + SPELLING),
        of(
            "rule: {both: {}}",
            "line 1: rule.both: key 'first' is missing; one of " + RULES + " is expected"),
        of(
            "greeting: hallo",
            "line 1: greeting: unknown greeting 'hallo'; did you mean 'hello'? known names: good-morning, hello"),
        of("[]", "line 1: keys are expected, found a list"),
        of("word", "line 1: keys are expected, found 'word'"));
  }

  private static Arguments of(String text, String message) {
    return Arguments.of(text, message);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void hasOneMessageWithLineAndKeyPath(String text, String message) {
    assertThatThrownBy(() -> Binder.read(text, Everything.class, "experiment file x.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read experiment file x.yaml: 1 problem; mend it and run again\n  " + message);
  }

  @Test
  void everythingIsReportedAtOnceAndByLine() {
    String text =
        """
        label: a
        cuont: 1
        rule:
          both:
            first: {half-life: {rate: 0}}
            second: plane
        inner: {x: a, share: 2}
        label: b
        grid: [[1, x], 2]
        switches: {a: {b: 1}}
        """;
    assertThatThrownBy(() -> Binder.read(text, Strict.class, "experiment file x.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read experiment file x.yaml: 10 problems; mend them and run again
              line 1: key 'count' is missing; a whole number is expected
              line 2: unknown key 'cuont'; did you mean 'count'? known keys: label, count, rule, inner, length, grid, switches
              line 5: rule.both.first.half-life: rate is greater than 0, found 0.0
              line 6: rule.both.second: unknown rule 'plane'; did you mean 'plain'? known names: both, half-life, le-300-100, plain
              line 7: inner.x: a number is expected, found 'a'
              line 7: inner.share: a fraction lies in [0, 1], found 2.0
              line 8: key 'label' is given twice, first in line 1; keep one
              line 9: grid[0][1]: a whole number is expected, found 'x'
              line 9: grid[1]: a list is expected, found '2'
              line 10: switches.a.b: true or false is expected, found '1'""");
  }

  @Test
  void aMissingKeySaysWhatItHolds() {
    record Wants(Rule rule, Vocabulary.Direction direction, Strict strict, Duration length) {}
    assertThatThrownBy(() -> Binder.read("{}", Wants.class, "experiment file x.yaml"))
        .hasMessage(
            """
            Cannot read experiment file x.yaml: 4 problems; mend them and run again
              line 1: key 'rule' is missing; one of both, half-life, le-300-100, plain is expected
              line 1: key 'direction' is missing; one of left, straight-on is expected
              line 1: key 'strict' is missing; its keys are label, count, rule, inner, length, grid, switches
              line 1: key 'length' is missing; a duration, such as 500 it or 3 ep, is expected""");
  }
}
