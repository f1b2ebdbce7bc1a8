package io.pollard.prune.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.engine.Batch;
import io.pollard.engine.ContractNetworks;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.prune.Contracts;
import io.pollard.prune.derivative.Traces;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Weight;
import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every scoring rule that the service loader finds. */
class ScoringRuleContractTest {
  private static final Network NETWORK = ContractNetworks.residual();
  private static final int LENGTH = NETWORK.layout().length();
  private static final int SHARDS = 64;
  private static final Batch DATA = ContractNetworks.batch(NETWORK, 2 * SHARDS - 1, 4);
  private static final float[] WEIGHTS = ContractNetworks.values(NETWORK, 1);
  private static final float[] INITIAL = ContractNetworks.values(NETWORK, 2);

  static List<ScoringRule> all() {
    return Contracts.all(ScoringRule.class);
  }

  private static Subject subject(Mask mask) {
    float[] weights = WEIGHTS.clone();
    mask.apply(weights);
    return new Subject(NETWORK, weights, INITIAL.clone(), mask, 17);
  }

  private static Subject subject() {
    return subject(Mask.dense(LENGTH));
  }

  /** Shards of two examples, the last of one. */
  private static SumTree tree(ScoringRule rule, Subject subject, int from, int to) {
    SumTree tree = new SumTree();
    for (int shard = from; shard < to; shard++) {
      int end = Math.min(2 * shard + 2, DATA.size());
      double[] sums = new double[rule.sums(NETWORK)];
      rule.accumulate(
          Shard.of(NETWORK, subject.weights(), Traces.part(NETWORK, DATA, 2 * shard, end)), sums);
      tree.add(rule, shard, end - 2 * shard, sums);
    }
    return tree;
  }

  /** Partitions of neighbouring shards, merged in an order drawn by seed. */
  private static Sums sums(ScoringRule rule, Subject subject, int partitions, long seed) {
    if (rule.needs().examples() == 0) {
      return Sums.NONE;
    }
    List<SumTree> parts = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      parts.add(tree(rule, subject, p * SHARDS / partitions, (p + 1) * SHARDS / partitions));
    }
    Collections.shuffle(parts, new Random(seed));
    while (parts.size() > 1) {
      SumTree last = parts.remove(parts.size() - 1);
      parts.get(parts.size() / 2).merge(rule, last);
    }
    return parts.get(0).total(rule, SHARDS);
  }

  /** Of channels, if the rule knows nothing else. */
  private static float[] scores(ScoringRule rule, Subject subject, Sums sums) {
    return rule.ofChannels()
        ? rule.groups(subject, new Filter().groups(NETWORK), sums)
        : rule.finish(subject, sums.values(), sums.examples());
  }

  @ParameterizedTest
  @MethodSource("all")
  void travels(ScoringRule rule) {
    Contracts.travels(rule, ScoringRule.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void givesAFiniteScoreToEveryElement(ScoringRule rule) {
    float[] scores = scores(rule, subject(), sums(rule, subject(), 1, 0));
    assertThat(scores).hasSize(rule.ofChannels() ? new Filter().groups(NETWORK).count() : LENGTH);
    for (float score : scores) {
      assertThat(score).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDeterministicAndLeavesItsInputAlone(ScoringRule rule) {
    Subject subject = subject();
    Sums sums = sums(rule, subject, 1, 0);
    double[] values = sums.values().clone();
    float[] scores = scores(rule, subject, sums);
    Mask half = Mask.of(LENGTH, i -> i % 2 == 0 || !isPrunable(i));
    float[] survivors = rule.survivors(subject, sums.values(), sums.examples(), half).clone();
    assertThat(scores(rule, subject, sums)).containsExactly(scores);
    assertThat(rule.survivors(subject, sums.values(), sums.examples(), half))
        .containsExactly(survivors);
    assertThat(sums.values()).containsExactly(values);
    assertThat(subject.weights()).containsExactly(WEIGHTS);
    assertThat(subject.initial()).containsExactly(INITIAL);
  }

  /** To the last bit: the sums are not exact, so only a fixed tree gives this. */
  @ParameterizedTest
  @MethodSource("all")
  void givesTheSameBitsForAnyPartitions(ScoringRule rule) {
    Subject subject = subject();
    Sums whole = sums(rule, subject, 1, 0);
    for (int partitions : new int[] {2, 7, SHARDS}) {
      Sums parts = sums(rule, subject, partitions, partitions);
      assertThat(parts.examples()).isEqualTo(whole.examples());
      assertThat(parts.values()).containsExactly(whole.values());
      assertThat(scores(rule, subject, parts)).containsExactly(scores(rule, subject, whole));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void saysSoIfItScoresChannelsOnly(ScoringRule rule) {
    Sums sums = sums(rule, subject(), 1, 0);
    if (rule.ofChannels()) {
      assertThatThrownBy(() -> rule.finish(subject(), sums.values(), sums.examples()))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot score single weights with %s: it scores whole channels; set structure to filter or neuron",
              rule.name());
      assertThatThrownBy(() -> rule.groups(subject(), new Weight().groups(NETWORK), sums))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot score single weights with %s: it scores whole channels (tensor=conv1.weight); set structure to filter or neuron",
              rule.name());
    } else {
      float[] weights = rule.groups(subject(), new Weight().groups(NETWORK), sums);
      assertThat(weights).hasSize(NETWORK.layout().prunableCount());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void toleratesAnEmptyLayerAndAnEmptyNetwork(ScoringRule rule) {
    Slice first = NETWORK.layout().prunable().get(0);
    Mask oneLayer = Mask.of(LENGTH, i -> i >= first.end() || !isPrunable(i));
    Mask nothing = Mask.of(LENGTH, i -> !isPrunable(i));
    for (Mask mask : List.of(oneLayer, nothing)) {
      Subject subject = subject(mask);
      Sums sums = sums(rule, subject, 1, 0);
      for (float score : scores(rule, subject, sums)) {
        assertThat(score).isFinite();
      }
      for (float value : rule.survivors(subject, sums.values(), sums.examples(), nothing)) {
        assertThat(value).isFinite();
      }
    }
  }

  /** Also a second time, when something is gone already. */
  @ParameterizedTest
  @MethodSource("all")
  void survivorsStayWhereNothingGoes(ScoringRule rule) {
    Draws draws = Draws.of(3, "mask");
    boolean[] keep = new boolean[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      keep[i] = draws.nextDouble() < 0.6 || !isPrunable(i);
    }
    for (Mask mask : List.of(Mask.dense(LENGTH), Mask.of(LENGTH, i -> keep[i]))) {
      Subject subject = subject(mask);
      Sums sums = sums(rule, subject, 1, 0);
      assertThat(rule.survivors(subject, sums.values(), sums.examples(), mask))
          .containsExactly(subject.weights());
    }
  }

  private static boolean isPrunable(int index) {
    return NETWORK.layout().prunable().stream()
        .anyMatch(slice -> slice.offset() <= index && index < slice.end());
  }

  /** The data are worth the tests above: added one by one in a row, they give other bits. */
  @Test
  void otherTreesGiveOtherBits() {
    Fisher rule = new Fisher();
    double[] inARow = new double[LENGTH];
    for (int shard = 0; shard < SHARDS; shard++) {
      Batch part = Traces.part(NETWORK, DATA, 2 * shard, Math.min(2 * shard + 2, DATA.size()));
      double[] sums = new double[LENGTH];
      rule.accumulate(Shard.of(NETWORK, WEIGHTS, part), sums);
      rule.combine(inARow, sums);
    }
    double[] tree = sums(rule, subject(), 1, 0).values();
    assertThat(Arrays.equals(tree, inARow)).isFalse();
  }
}
