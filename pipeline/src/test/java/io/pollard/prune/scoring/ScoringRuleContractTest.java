package io.pollard.prune.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.prune.Contracts;
import io.pollard.prune.TestNetworks;
import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every scoring rule that the service loader finds. */
class ScoringRuleContractTest {
  private static final Network NETWORK = TestNetworks.dense("net", 9, 7, 5);
  private static final int LENGTH = NETWORK.layout().length();
  private static final int EXAMPLES = 56;

  static List<ScoringRule> all() {
    return Contracts.all(ScoringRule.class);
  }

  /** Whole numbers, so that sums of them are exact. */
  private static float[] numbers(String purpose, long index) {
    Draws draws = Draws.of(1, purpose, index);
    float[] numbers = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      numbers[i] = draws.nextInt(15) - 7;
    }
    return numbers;
  }

  private static Subject subject(Mask mask) {
    return new Subject(NETWORK, numbers("weights", 0), numbers("initial", 0), mask, 17);
  }

  private static Subject subject() {
    return subject(Mask.dense(LENGTH));
  }

  /**
   * Every example's gradient is a multiple of 56: the mean over any of the shards below is exact.
   */
  private static Evidence shard(int from, int to) {
    float[] mean = new float[LENGTH];
    for (int example = from; example < to; example++) {
      float[] gradient = numbers("gradient", example);
      for (int i = 0; i < LENGTH; i++) {
        mean[i] += 56 * gradient[i] / (to - from);
      }
    }
    return new Shard(NETWORK, numbers("weights", 0), to - from, mean);
  }

  private static double[] sums(ScoringRule rule, int shards) {
    if (rule.needs().examples() == 0) {
      return new double[rule.sums(NETWORK.layout())];
    }
    List<double[]> parts = new ArrayList<>();
    int size = EXAMPLES / shards;
    for (int i = 0; i < shards; i++) {
      double[] part = new double[rule.sums(NETWORK.layout())];
      rule.accumulate(shard(i * size, (i + 1) * size), part);
      parts.add(part);
    }
    while (parts.size() > 1) {
      rule.combine(parts.get(parts.size() - 2), parts.remove(parts.size() - 1));
    }
    return parts.get(0);
  }

  private static float[] scores(ScoringRule rule, Subject subject, int shards) {
    return rule.finish(subject, sums(rule, shards), EXAMPLES);
  }

  @ParameterizedTest
  @MethodSource("all")
  void travels(ScoringRule rule) {
    Contracts.travels(rule, ScoringRule.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void givesAFiniteScoreToEveryElement(ScoringRule rule) {
    float[] scores = scores(rule, subject(), 1);
    assertThat(scores).hasSize(LENGTH);
    for (float score : scores) {
      assertThat(score).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDeterministicAndLeavesItsInputAlone(ScoringRule rule) {
    Subject subject = subject();
    float[] scores = scores(rule, subject, 1);
    assertThat(scores(rule, subject(), 1)).containsExactly(scores);
    assertThat(subject.weights()).containsExactly(numbers("weights", 0));
    assertThat(subject.initial()).containsExactly(numbers("initial", 0));
  }

  @ParameterizedTest
  @MethodSource("all")
  void doesNotDependOnPartitioningWhereSumsAreExact(ScoringRule rule) {
    float[] whole = scores(rule, subject(), 1);
    assertThat(scores(rule, subject(), 2)).containsExactly(whole);
    assertThat(scores(rule, subject(), 7)).containsExactly(whole);
  }

  @ParameterizedTest
  @MethodSource("all")
  void toleratesAnEmptyLayerAndAnEmptyNetwork(ScoringRule rule) {
    Slice first = NETWORK.layout().prunable().get(0);
    Mask oneLayer = Mask.of(LENGTH, i -> i >= first.end());
    Mask nothing = Mask.of(LENGTH, i -> false);
    for (Mask mask : List.of(oneLayer, nothing)) {
      for (float score : scores(rule, subject(mask), 1)) {
        assertThat(score).isFinite();
      }
    }
  }
}
