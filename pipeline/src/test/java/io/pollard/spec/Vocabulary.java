package io.pollard.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small language for the tests of this package, with everything that records may hold. */
public final class Vocabulary {
  private Vocabulary() {}

  public enum Direction {
    LEFT,
    STRAIGHT_ON
  }

  /** A closed family. */
  public sealed interface Rule extends Extension {}

  /** A sealed family may have sealed sub-families. */
  public sealed interface CompoundRule extends Rule {}

  public record Plain() implements Rule {}

  public record HalfLife(@Required double rate, int times, Direction direction) implements Rule {
    public HalfLife {
      if (!(rate > 0.0)) {
        throw new IllegalArgumentException("rate is greater than 0, found " + rate);
      }
      if (times > 10 && direction == Direction.LEFT) {
        throw new IllegalArgumentException("no more than 10 times to the left");
      }
    }

    public HalfLife() {
      this(0.5, 3, Direction.LEFT);
    }
  }

  /** No no-argument constructor: what has no natural default is required. */
  public record Both(Rule first, Optional<Rule> second) implements CompoundRule {}

  public record Renamed(Inner inner, @Location String path) implements Rule {
    public Renamed() {
      this(new Inner(), "here");
    }

    @Override
    public String name() {
      return "le-300-100";
    }
  }

  public record Inner(double x, Fraction share, @Location String path) {
    public Inner() {
      this(1.5, new Fraction(0.25), "");
    }
  }

  public record Everything(
      int count,
      long seed,
      double rate,
      boolean on,
      String label,
      Direction direction,
      Fraction share,
      Duration length,
      Optional<Integer> limit,
      Optional<Inner> extra,
      List<Double> rates,
      List<Rule> rules,
      Map<String, Long> sizes,
      Map<String, Rule> ruleOf,
      Inner inner,
      Rule rule,
      Greeting greeting) {
    public Everything {
      rates = List.copyOf(rates);
      rules = List.copyOf(rules);
    }

    public Everything() {
      this(
          1,
          2L,
          0.1,
          true,
          "none",
          Direction.STRAIGHT_ON,
          new Fraction(0.5),
          Duration.epochs(2.5),
          Optional.of(7),
          Optional.empty(),
          List.of(1.0),
          List.of(new Plain()),
          Map.of(),
          Map.of("a", new HalfLife()),
          new Inner(2.0, new Fraction(0.5), ""),
          new HalfLife(),
          new Greeting.Hello());
    }
  }

  public record Strict(
      String label,
      int count,
      Rule rule,
      Inner inner,
      Optional<Duration> length,
      List<List<Integer>> grid,
      Map<String, Map<String, Boolean>> switches) {}
}
