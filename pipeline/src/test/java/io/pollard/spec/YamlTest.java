package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class YamlTest {

  @Test
  void nodesKnowTheirPlaces() {
    Node root = Yaml.parse("# a comment\nkey: word\nlist:\n  - {a: 1}\n  - 'two'\n", "text");

    assertThat(root).isInstanceOf(Node.Mapping.class);
    assertThat(root.line()).isEqualTo(2);
    assertThat(root.column()).isEqualTo(1);
    assertThat(root.nearest("key")).isEqualTo(new Node.Scalar("word", true, 2, 6));
    assertThat(root.nearest("list[0].a")).isEqualTo(new Node.Scalar("1", true, 4, 9));
    assertThat(root.nearest("list[1]")).isEqualTo(new Node.Scalar("two", false, 5, 5));
  }

  @Test
  void nearestStopsWhereThePathLeavesTheFile() {
    Node root = Yaml.parse("a:\n  b: [1, 2]\n", "text");

    assertThat(root.nearest("")).isSameAs(root);
    assertThat(root.nearest("x.y")).isSameAs(root);
    assertThat(root.nearest("a.b[2].c").line()).isEqualTo(2);
    assertThat(root.nearest("a.b.c")).isInstanceOf(Node.Sequence.class);
  }

  @Test
  void jsonIsYaml() {
    Node root = Yaml.parse("{\"a\":1,\"b\":[true,null,\"\\u00e9\\n\"],\"c\":{}}", "text");

    assertThat(root.nearest("a")).isEqualTo(new Node.Scalar("1", true, 1, 6));
    assertThat(((Node.Scalar) root.nearest("b[1]")).isNothing()).isTrue();
    assertThat(((Node.Scalar) root.nearest("b[2]")).text()).isEqualTo("\u00e9\n");
    assertThat(((Node.Mapping) root.nearest("c")).entries()).isEmpty();
  }

  @Test
  void onlyPlainNothingIsNothing() {
    Node root = Yaml.parse("a:\nb: ~\nc: null\nd: ''\ne: 'null'\nf: Null\ng: NULL\n", "text");

    assertThat("abcfg".chars().mapToObj(key -> root.nearest(Character.toString(key))))
        .allMatch(node -> ((Node.Scalar) node).isNothing());
    assertThat("de".chars().mapToObj(key -> root.nearest(Character.toString(key))))
        .noneMatch(node -> ((Node.Scalar) node).isNothing());
  }

  @Test
  void aliasesStandForTheirAnchors() {
    Node root = Yaml.parse("a: &x {k: 1}\nb: *x\nc: [*x, *x]\n", "text");

    assertThat(root.nearest("b")).isSameAs(root.nearest("a"));
    assertThat(root.nearest("c[1].k").line()).isEqualTo(1);
  }

  @Test
  void laterAnchorsReplaceEarlierOnes() {
    Node root = Yaml.parse("a: &x 1\nb: &x 2\nc: *x\n", "text");

    assertThat(((Node.Scalar) root.nearest("c")).text()).isEqualTo("2");
  }

  @Test
  void byteOrderMarkAndWindowsLinesAreFine() {
    Node root = Yaml.parse("\uFEFFa: 1\r\nb: 2\r\n", "text");

    assertThat(root.nearest("b")).isEqualTo(new Node.Scalar("2", true, 2, 4));
  }

  @Test
  void deepAndWideTextIsRefusedBeforeItHurts() {
    String deep = "[".repeat(50_000);
    assertThatThrownBy(() -> Yaml.parse(deep, "file x"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read file x: 1 problem; mend it and run again\n"
                + "  line 1: at most 100 levels of nesting are expected");

    String bomb =
        IntStream.rangeClosed(1, 60)
            .mapToObj(i -> "a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n")
            .collect(Collectors.joining("", "a0: &a0 [1, 2]\n", ""));
    assertThatThrownBy(() -> Yaml.parse(bomb, "file x"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read file x: 1 problem; mend it and run again\n"
                + "  line 15: at most 100000 values are expected, aliases unfolded");

    String tower =
        IntStream.rangeClosed(1, 200)
            .mapToObj(i -> "a" + i + ": &a" + i + " [*a" + (i - 1) + "]\n")
            .collect(Collectors.joining("", "a0: &a0 []\n", ""));
    assertThatThrownBy(() -> Yaml.parse(tower, "file x"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read file x: 1 problem; mend it and run again\n"
                + "  line 100: at most 100 levels of nesting are expected");

    String longText = "a".repeat(5_000_000);
    assertThatThrownBy(() -> Yaml.parse(longText, "file x"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read file x: 1 problem; mend it and run again\n"
                + "  at most 4194304 characters are expected, found 5000000");
  }

  @Test
  void allThatIsWrongWithKeysIsReportedAtOnce() {
    Problems problems = new Problems("file x");
    Yaml.parse("a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\n<<: {e: 1}\nb: 4\n", problems);

    assertThat(problems.list())
        .extracting(Problem::toString)
        .containsExactly(
            "line 3: key 'a' is given twice, first in line 1; keep one",
            "line 4: key 'd' is given twice, first in line 4; keep one",
            "line 5: merge keys ('<<') are not supported; write the keys out",
            "line 6: key 'b' is given twice, first in line 2; keep one");
  }
}
