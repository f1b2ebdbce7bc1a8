package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExampleTest {

  /** Wants exactly one of its keys. */
  record Either(@Example Optional<Integer> one, @Example List<Integer> many, int other) {
    Either {
      if (one.isPresent() != many.isEmpty()) {
        throw new IllegalArgumentException("give one of one and many");
      }
    }

    public Either() {
      this(Optional.of(1), List.of(), 7);
    }
  }

  private static Either read(String text) {
    return Binder.read(text, Either.class, "test.yaml");
  }

  @Test
  void anExampleDoesNotGetInTheWayOfWhatIsGiven() {
    assertThat(read("many: [3, 4]")).isEqualTo(new Either(Optional.empty(), List.of(3, 4), 7));
    assertThat(read("one: 5")).isEqualTo(new Either(Optional.of(5), List.of(), 7));
  }

  @Test
  void anExampleIsNoDefault() {
    assertThatThrownBy(() -> read("other: 8"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("give one of one and many");
  }

  @Test
  void whatEqualsTheExampleIsWrittenAllTheSame() {
    String written = Canonical.settings(new Either());
    assertThat(written).isEqualTo("{\"one\":1}");
    assertThat(read(written)).isEqualTo(new Either());
  }
}
