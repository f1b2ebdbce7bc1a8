package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
  @ParameterizedTest
  @ValueSource(strings = {"lottery-lenet-300-100", "a", "7", "A.b_c-d", "2026-01-01", "x..y"})
  void namesThatNeedNoEscaping(String name) {
    assertThat(Identifiers.experiment(name)).isEqualTo(name);
    assertThat(Identifiers.arm(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "..", "../x", "a/b", "a b", "_a", ".a", "-a", "a=b", "a%2fb", "ä", "a\n", "a\\b"
      })
  void namesThatDoNot(String name) {
    assertThatThrownBy(() -> Identifiers.experiment(name))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot use the name of the experiment: it becomes part of a path (name="
                + name
                + "); use 1 to 128 letters, digits, '.', '_' or '-', starting with a letter or"
                + " digit");
    assertThatThrownBy(() -> Identifiers.arm(name)).isInstanceOf(UserException.class);
  }

  @Test
  void aNameHasAtMost128Characters() {
    assertThat(Identifiers.experiment("x".repeat(128))).hasSize(128);
    assertThatThrownBy(() -> Identifiers.experiment("x".repeat(129)))
        .isInstanceOf(UserException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a-b", "a.b", "_a", "../a", "a/b"})
  void aStepIdThatCouldBeTakenForAnotherFileIsABug(String id) {
    assertThatThrownBy(() -> Identifiers.step(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a step id: " + id);
  }
}
