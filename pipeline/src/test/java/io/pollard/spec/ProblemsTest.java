package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  @Test
  void noneIsNoReasonToStop() {
    Problems problems = new Problems("experiment file x.yaml");

    assertThat(problems.isEmpty()).isTrue();
    assertThatCode(problems::throwIfAny).doesNotThrowAnyException();
  }

  @Test
  void areListedByLineThenInOrderOfDiscovery() {
    Problems problems = new Problems("experiment file x.yaml");
    problems.add(new Problem(9, "arms[1]", "third"));
    problems.add(new Problem(2, "", "first"));
    problems.add(new Problem(9, "arms[0].name", "fourth"));
    problems.add(new Problem(0, "", "nowhere"));
    problems.add(new Problem(3, "training", "second"));

    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read experiment file x.yaml: 5 problems; mend them and run again
              nowhere
              line 2: first
              line 3: training: second
              line 9: arms[1]: third
              line 9: arms[0].name: fourth""");
  }

  @Test
  void findTheLineOfAPath() {
    Node root = Yaml.parse("arms:\n  - name: a\n  - name: b\n    from: c\n", "x");
    Problems problems = new Problems("experiment file x.yaml");
    problems.addWithin(root, "arms[1].from", "no arm has the name 'c'");
    problems.addWithin(root, "arms[0].prune", "is needed");

    assertThatThrownBy(problems::throwIfAny)
        .hasMessage(
            """
            Cannot read experiment file x.yaml: 2 problems; mend them and run again
              line 2: arms[0].prune: is needed
              line 4: arms[1].from: no arm has the name 'c'""");
  }
}
