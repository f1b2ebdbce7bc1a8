package io.pollard.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.engine.Engines;
import io.pollard.execute.Scoring;
import io.pollard.execute.Workshop;
import io.pollard.network.InitialParameters;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.prune.scoring.Fisher;
import io.pollard.prune.scoring.LayerObs;
import io.pollard.prune.scoring.Obd;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Snip;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.Sums;
import io.pollard.prune.sharded.Cutoff;
import io.pollard.prune.sharded.ExactRanks;
import io.pollard.prune.sharded.Rank;
import io.pollard.prune.sharded.ScoreChunk;
import io.pollard.random.Draws;
import io.pollard.spec.Binder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums and ranks over partitions on a real Spark, against one thread. */
class ScoresOnSparkIT {
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("scores")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  /** 64 shards each; the last one of the last rule is smaller. */
  static List<ScoringRule> rules() {
    return List.of(new Snip(10, 64), new Obd(640 * 2), new Fisher(1275), new LayerObs(130, 1e-4));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void sumsAreThoseOfOneThreadBitByBit(ScoringRule rule) {
    DatasetSpec spec =
        Binder.read("{name: fashion-mnist-8k, trainLimit: 1300}", DatasetSpec.class, "a data set");
    try (Workshop workshop = new Workshop(Map.of())) {
      Dataset dataset = workshop.dataset(spec);
      Lenet300100 family = new Lenet300100();
      Network network = family.build(dataset.shape(), dataset.classes().size());
      float[] weights = InitialParameters.draw(network, family.initialization(), 1);
      Mask mask = Mask.of(weights.length, i -> i % 5 != 0 || !isPrunable(network, i));
      Subject subject = new Subject(network, weights, weights, mask, 3);
      String engine = Engines.preferred(network).name();
      Sums alone = new Scoring(workshop, engine, dataset).sums(rule, subject);
      assertThat(Arrays.stream(alone.values()).filter(sum -> sum != 0.0).count())
          .isGreaterThan(10_000);
      for (int partitions : new int[] {1, 2, 7, 64}) {
        Sums sums = new SparkScoring(spark, partitions).sums(rule, spec, dataset, engine, subject);
        assertThat(sums.examples()).isEqualTo(alone.examples());
        assertThat(Arrays.equals(sums.values(), alone.values()))
            .as("%s in %d partitions", rule, partitions)
            .isTrue();
      }
    }
  }

  private static boolean isPrunable(Network network, int index) {
    return network.layout().prunable().stream()
        .anyMatch(slice -> slice.offset() <= index && index < slice.end());
  }

  /** Scores of few values, so that thresholds cut through ties. */
  private static final class Drawn implements SparkScores.Source {
    private static final long serialVersionUID = 1L;
    private static final int CHUNK = 1000;

    private final int number;

    Drawn(int number) {
      this.number = number;
    }

    @Override
    public void forEach(Consumer<ScoreChunk> consumer) {
      for (int chunk = 0; chunk < 3; chunk++) {
        long first = (3L * number + chunk) * CHUNK;
        consumer.accept(new ScoreChunk("t", first, scores(first), CHUNK, Optional.empty()));
      }
    }

    static float[] scores(long first) {
      Draws draws = Draws.of(5, "scores", first);
      float[] scores = new float[CHUNK];
      for (int i = 0; i < CHUNK; i++) {
        scores[i] = (draws.nextInt(4001) - 2000) / 8f;
      }
      return scores;
    }
  }

  @ParameterizedTest
  @MethodSource("partitions")
  void thresholdsAreThoseOfAStableSort(int partitions) {
    List<SparkScores.Source> sources = new ArrayList<>();
    List<Float> all = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      sources.add(new Drawn(i));
    }
    for (long first = 0; first < 3L * 64 * Drawn.CHUNK; first += Drawn.CHUNK) {
      for (float score : Drawn.scores(first)) {
        all.add(score);
      }
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      order.add(i);
    }
    order.sort((a, b) -> Float.compare(all.get(a) + 0f, all.get(b) + 0f));
    ExactRanks ranks = new ExactRanks(new SparkScores(spark.parallelize(sources, partitions)));
    assertThat(ranks.count()).isEqualTo(192_000);
    for (int k : new int[] {0, 1, 777, 96_000, 153_601, 191_999, 192_000}) {
      Cutoff cutoff = ranks.lowest(k);
      int taken = 0;
      for (int i = 0; i < all.size(); i++) {
        taken += cutoff.takes(all.get(i), i) ? 1 : 0;
      }
      assertThat(taken).isEqualTo(k);
      if (k > 0) {
        assertThat(cutoff.takes(all.get(order.get(k - 1)), order.get(k - 1))).isTrue();
        assertThat(ranks.at(k - 1).score()).isEqualTo(all.get(order.get(k - 1)) + 0f);
      }
    }
  }

  static int[] partitions() {
    return new int[] {1, 2, 7, 64};
  }

  @Test
  void whatIsNotANumberIsNamedAndNotTriedAgain() {
    List<SparkScores.Source> sources = List.of(new Spoiled());
    assertThatThrownBy(() -> new ExactRanks(new SparkScores(spark.parallelize(sources, 1))))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot rank fc7.weight: a score is not a number (index=41); look for a training that diverged");
  }

  private static final class Spoiled implements SparkScores.Source {
    private static final long serialVersionUID = 1L;

    @Override
    public void forEach(Consumer<ScoreChunk> consumer) {
      consumer.accept(
          new ScoreChunk("fc7.weight", 40, new float[] {1, Float.NaN}, 2, Optional.empty()));
    }
  }

  @Test
  void ranksOfASingleScore() {
    List<SparkScores.Source> sources = List.of(new Drawn(0));
    Rank first = new ExactRanks(new SparkScores(spark.parallelize(sources, 1))).at(0);
    assertThat(first.below()).isZero();
  }
}
