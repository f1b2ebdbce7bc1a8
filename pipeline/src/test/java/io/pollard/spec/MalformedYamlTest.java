package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text that is not YAML, or more YAML than an experiment file needs: one message with its line. */
class MalformedYamlTest {

  static Stream<Arguments> malformed() {
    return Stream.of(
        of("", "line 1: nothing but empty lines and comments"),
        of("# only\n\n# comments\n", "line 1: nothing but empty lines and comments"),
        of("a:\n\tb: 1\n", "line 2: a tab where YAML wants spaces"),
        of("a:\n  b: 1\n \tc: 2\n", "line 3: a tab where YAML wants spaces"),
        of(
            "a: [1, 2\nb: 3\n",
            "line 2: not valid YAML: while parsing a flow sequence (from line 1), expected ',' or ']',"
                + " but got :"),
        of(
            "a: {b: 1\n",
            "line 2: not valid YAML: while parsing a flow mapping (from line 1), expected ',' or '}',"
                + " but got <stream end>"),
        of("a:\t1\n", "line 1: a tab where YAML wants spaces"),
        of("? " + "k".repeat(129) + "\n: 1\n", "line 1: a key has at most 128 characters"),
        of("a: b: c\n", "line 1: not valid YAML: mapping values are not allowed here"),
        of("a: 1\n  b: 2\n", "line 2: not valid YAML: mapping values are not allowed here"),
        of(
            "a: 1\n- b\n",
            "line 2: not valid YAML: while parsing a block mapping (from line 1), expected <block"
                + " end>, but found '-'"),
        of(
            "a: 'text\n",
            "line 2: not valid YAML: while scanning a quoted scalar (from line 1), found unexpected"
                + " end of stream"),
        of(
            "a: \"\\q\"\n",
            "line 1: not valid YAML: while scanning a double-quoted scalar, found unknown escape"
                + " character q(113)"),
        of(
            "a: 1\nb: \"\\UFFFFFFFF\"\n",
            "line 2: not valid YAML: \\x, \\u and \\U want the 2, 4 or 8 hexadecimal digits of a"
                + " character"),
        of("a: - b\n", "line 1: not valid YAML: sequence entries are not allowed here"),
        of(
            "a: @b\n",
            "line 1: not valid YAML: while scanning for the next token, found character '@' that"
                + " cannot start any token"),
        of(
            "a: 1\n\nword\nb: 2\n",
            "line 4: not valid YAML: while scanning a simple key (from line 3), could not find"
                + " expected ':'"),
        of("a: x\u0007\n", "line 1: the character U+0007 is not allowed in YAML; remove it"),
        of("a: 1\nb: \u0000\n", "line 2: the character U+0000 is not allowed in YAML; remove it"),
        of("# old\n%YAML 3.0\n---\na: 1\n", "line 2: YAML 1.2 is expected, found YAML 3.0"),
        of("a: 1\n---\nb: 1\n", "line 2: a second document begins; one file holds one"),
        of("a: *b\n", "line 1: alias *b stands for nothing; anchor &b is missing"),
        of("a: &a\n  b: [*a]\n", "line 2: alias *a lies within what it stands for"),
        of("a: 1\nb: !!int 5\n", "line 2: tags are not supported; remove '!!int'"),
        of("a: !shape {}\n", "line 1: tags are not supported; remove '!shape'"),
        of("? [a, b]\n: 1\n", "line 1: a key is a word, found a list"),
        of("a: 1\n~: 2\n", "line 2: a key is a word, found nothing"),
        of(
            "a: 1\nb:\n  <<: {c: 1}\n",
            "line 3: merge keys ('<<') are not supported; write the keys out"),
        of("a: 1\na: 1\n", "line 2: key 'a' is given twice, first in line 1; keep one"));
  }

  private static Arguments of(String text, String message) {
    return Arguments.of(text, message);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void hasOneMessageWithItsLine(String text, String message) {
    assertThatThrownBy(() -> Yaml.parse(text, "experiment file x.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read experiment file x.yaml: 1 problem; mend it and run again\n  " + message);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void leavesNoNodeOnlyWithAProblem(String text, String message) {
    Problems problems = new Problems("x");
    Yaml.parse(text, problems);
    assertThat(problems.list()).extracting(Problem::toString).containsExactly(message);
  }
}
