package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the text, reading ends in a node or in problems, never in another exception. */
class YamlProperties {

  @Property(tries = 2000)
  void anyTextIsReadOrRefused(@ForAll String text) {
    readOrRefused(text);
  }

  @Property(tries = 2000)
  void anyMixtureOfYamlIsReadOrRefused(@ForAll("mixtures") String text) {
    readOrRefused(text);
  }

  private static void readOrRefused(String text) {
    Problems problems = new Problems("text");
    Optional<Node> node = Yaml.parse(text, problems);
    assertThat(node.isPresent() || !problems.isEmpty()).isTrue();
    int lines = (int) text.chars().filter(c -> c == '\n' || c == '\r' || c > 127).count() + 1;
    assertThat(problems.list()).allMatch(problem -> problem.line() <= lines);

    Problems binding = new Problems("text");
    node.ifPresent(
        root ->
            assertThat(Binder.bind(root, Vocabulary.Everything.class, binding).isPresent())
                .isEqualTo(binding.isEmpty()));
  }

  @Provide
  Arbitrary<String> mixtures() {
    return Arbitraries.of(
            "a",
            "b: ",
            "? ",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\n    ",
            "\t",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "'",
            "\"",
            "\\",
            "&x ",
            "*x",
            "!t ",
            "!!str ",
            "|\n",
            ">-\n",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "%TAG ! x\n",
            "#",
            " #",
            "<<: ",
            "1",
            "1e9",
            ".inf",
            "~",
            "@",
            "`",
            "\u00e9",
            "\ud83d\ude00",
            "rule: ",
            "count: ",
            "half-life",
            "\\u12",
            "\\x",
            "\\UFFFFFFFF",
            "\r\n",
            "\u2028",
            "!<",
            ">")
        .list()
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }
}
