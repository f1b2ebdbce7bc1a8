package io.pollard.spec;

import static org.assertj.core.api.Assertions.assertThat;

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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written reads back; equal records have equal texts. */
class CanonicalProperties {

  @Property(tries = 300)
  void everythingReadsBack(@ForAll("everythings") Everything record) {
    readsBack(record, Everything.class);
  }

  @Property(tries = 300)
  void recordsWithoutDefaultsReadBack(@ForAll("stricts") Strict record) {
    readsBack(record, Strict.class);
  }

  @Property(tries = 300)
  void choicesReadBack(@ForAll("rules") Rule rule) {
    readsBack(rule, Rule.class);
  }

  @Property(tries = 300)
  void identitySaysTheSameWhereverThingsLie(
      @ForAll("inners") Inner inner, @ForAll String one, @ForAll String other) {
    Inner here = new Inner(inner.x(), inner.share(), one);
    Inner there = new Inner(inner.x(), inner.share(), other);
    assertThat(Canonical.identity(new Renamed(here, one)))
        .isEqualTo(Canonical.identity(new Renamed(there, other)));
    assertThat(Canonical.settings(here).equals(Canonical.settings(there)))
        .isEqualTo(one.equals(other));
  }

  private static <T> void readsBack(T record, Class<T> type) {
    String text = Canonical.settings(record);
    T read = Binder.bind(Yaml.parse(text, "settings"), type, "settings");
    assertThat(read).isEqualTo(record);
    assertThat(Canonical.settings(read)).isEqualTo(text);
    assertThat(text).matches("[ -~]*");
  }

  @Provide
  Arbitrary<Rule> rules() {
    return rules(3);
  }

  private Arbitrary<Rule> rules(int depth) {
    Arbitrary<Rule> plain = Arbitraries.just(new Plain());
    Arbitrary<Rule> halfLife =
        Combinators.combine(
                doubles().filter(rate -> rate > 0.0),
                Arbitraries.integers().lessOrEqual(10),
                Arbitraries.of(Direction.class))
            .as(HalfLife::new);
    Arbitrary<Rule> renamed = Combinators.combine(inners(), Arbitraries.strings()).as(Renamed::new);
    if (depth == 0) {
      return Arbitraries.oneOf(plain, halfLife, renamed);
    }
    Arbitrary<Rule> both =
        Combinators.combine(rules(depth - 1), rules(depth - 1).optional()).as(Both::new);
    return Arbitraries.oneOf(plain, halfLife, renamed, both);
  }

  @Provide
  Arbitrary<Inner> inners() {
    return Combinators.combine(doubles(), fractions(), Arbitraries.strings()).as(Inner::new);
  }

  @Provide
  Arbitrary<Everything> everythings() {
    Rule rule = new Everything().rule();
    return Combinators.combine(
            numbersAndWords(),
            durations(),
            Arbitraries.integers().optional(),
            inners().optional(),
            doubles().list().ofMaxSize(3),
            rules(1).list().ofMaxSize(3),
            Arbitraries.maps(Arbitraries.strings().ofMaxLength(128), rules(1)).ofMaxSize(3),
            Arbitraries.oneOf(rules(2), Arbitraries.just(rule)))
        .as(CanonicalProperties::everything);
  }

  private static Everything everything(
      Everything base,
      Duration length,
      Optional<Integer> limit,
      Optional<Inner> extra,
      List<Double> rates,
      List<Rule> rules,
      Map<String, Rule> ruleOf,
      Rule rule) {
    return new Everything(
        base.count(),
        base.seed(),
        base.rate(),
        base.on(),
        base.label(),
        base.direction(),
        base.share(),
        length,
        limit,
        extra,
        rates,
        rules,
        Map.of(base.direction().name(), base.seed()),
        ruleOf,
        extra.orElse(base.inner()),
        rule,
        base.greeting());
  }

  private static Arbitrary<Everything> numbersAndWords() {
    return Combinators.combine(
            Arbitraries.integers(),
            Arbitraries.longs(),
            doubles(),
            Arbitraries.of(true, false),
            Arbitraries.strings(),
            Arbitraries.of(Direction.class),
            fractions())
        .as(CanonicalProperties::numbersAndWords);
  }

  private static Everything numbersAndWords(
      int count,
      long seed,
      double rate,
      boolean on,
      String label,
      Direction direction,
      Fraction share) {
    Everything base = new Everything();
    return new Everything(
        count,
        seed,
        rate,
        on,
        label,
        direction,
        share,
        base.length(),
        base.limit(),
        base.extra(),
        base.rates(),
        base.rules(),
        base.sizes(),
        base.ruleOf(),
        base.inner(),
        base.rule(),
        on ? base.greeting() : new Greeting.GoodMorning(count));
  }

  @Provide
  Arbitrary<Strict> stricts() {
    return Combinators.combine(
            Arbitraries.strings(),
            Arbitraries.integers(),
            rules(1),
            inners(),
            durations().optional(),
            Arbitraries.integers().list().ofMaxSize(3).list().ofMaxSize(3),
            Arbitraries.maps(
                    Arbitraries.strings().ofMaxLength(20),
                    Arbitraries.maps(
                        Arbitraries.strings().ofMaxLength(5), Arbitraries.of(true, false)))
                .ofMaxSize(3))
        .as(Strict::new);
  }

  private static Arbitrary<Double> doubles() {
    return Arbitraries.oneOf(
        Arbitraries.doubles(),
        Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite));
  }

  private static Arbitrary<Fraction> fractions() {
    return Arbitraries.doubles().between(0.0, 1.0).ofScale(17).map(Fraction::new);
  }

  private static Arbitrary<Duration> durations() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(0, 1L << 53).map(Duration::iterations),
        Arbitraries.doubles().between(0, 1e18).map(Duration::epochs));
  }
}
