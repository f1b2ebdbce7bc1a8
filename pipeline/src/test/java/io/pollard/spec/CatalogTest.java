package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatalogTest {

  /** A family. */
  sealed interface Tool extends Extension {

    @Summary("cuts what is dead")
    record PruningSaw(@Required int teeth, double length, Optional<Grip> grip) implements Tool {
      PruningSaw() {
        this(7, 0.5, Optional.empty());
      }
    }

    record Rake(Grip grip, List<Duration> uses, Map<String, Fraction> wear, Handle handle)
        implements Tool {
      Rake() {
        this(Grip.ONE_HAND, List.of(Duration.epochs(1)), Map.of(), new Handle("ash"));
      }
    }
  }

  enum Grip {
    ONE_HAND,
    TWO_HANDS
  }

  record Handle(String wood) {}

  @Test
  void describesMembersWithTheirKeysAndDefaults() {
    assertThat(Catalog.of(Tool.class))
        .containsExactly(
            new Catalog.Entry(
                "pruning-saw",
                Optional.of("cuts what is dead"),
                List.of(
                    new Catalog.Key("teeth", "a whole number", Optional.empty()),
                    new Catalog.Key("length", "a number", Optional.of("0.5")),
                    new Catalog.Key(
                        "grip", "one of one-hand, two-hands, or null", Optional.of("null"))),
                Tool.PruningSaw.class.getName()),
            new Catalog.Entry(
                "rake",
                Optional.empty(),
                List.of(
                    new Catalog.Key(
                        "grip", "one of one-hand, two-hands", Optional.of("\"one-hand\"")),
                    new Catalog.Key(
                        "uses",
                        "a list, each a duration, such as 500 it or 3 ep",
                        Optional.of("[\"1 ep\"]")),
                    new Catalog.Key("wear", "for any key a fraction in [0, 1]", Optional.of("{}")),
                    new Catalog.Key(
                        "handle", "the keys of a handle", Optional.of("{\"wood\":\"ash\"}"))),
                Tool.Rake.class.getName()));
  }

  @Test
  void namesFamiliesInWords() {
    assertThat(Catalog.title(Tool.class)).isEqualTo("tool");
  }
}
