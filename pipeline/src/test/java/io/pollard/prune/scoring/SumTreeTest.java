package io.pollard.prune.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.random.Draws;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class SumTreeTest {
  private static final ScoringRule RULE = new Taylor();

  private static double[] shard(int number) {
    return new double[] {Draws.of(1, "shard", number).nextGaussian()};
  }

  private static SumTree of(int from, int to) {
    SumTree tree = new SumTree();
    for (int i = from; i < to; i++) {
      tree.add(RULE, i, 3, shard(i));
    }
    return tree;
  }

  /** The tree written out for seven shards. */
  @Test
  void addsInPairsOfPairs() {
    double[] x = new double[7];
    for (int i = 0; i < 7; i++) {
      x[i] = shard(i)[0];
    }
    double expected = ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + x[6]);
    Sums sums = of(0, 7).total(RULE, 7);
    assertThat(sums.values()).containsExactly(expected);
    assertThat(sums.examples()).isEqualTo(21);
  }

  @Test
  void anyCutOfAnyNumberOfShardsGivesTheSameBits() {
    for (int shards = 1; shards <= 40; shards++) {
      double whole = of(0, shards).total(RULE, shards).values()[0];
      for (int cut = 0; cut <= shards; cut++) {
        SumTree right = of(cut, shards);
        right.merge(RULE, of(0, cut));
        assertThat(right.total(RULE, shards).values()[0]).isEqualTo(whole);
      }
    }
  }

  @Test
  void travels() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(of(3, 8));
    }
    SumTree tree = of(0, 3);
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      tree.merge(RULE, (SumTree) in.readObject());
    }
    assertThat(tree.total(RULE, 8).values()).containsExactly(of(0, 8).total(RULE, 8).values());
  }

  @Test
  void noticesWhatIsMissingOrThereTwice() {
    SumTree gap = of(0, 3);
    gap.merge(RULE, of(4, 6));
    assertThatThrownBy(() -> gap.total(RULE, 6))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the sums of shard 3 of 6 are missing");
    assertThatThrownBy(() -> of(0, 5).total(RULE, 6)).hasMessageContaining("shard 5 of 6");
    SumTree twice = of(0, 1);
    assertThatThrownBy(() -> twice.merge(RULE, of(0, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("shard 0 was added twice");
  }
}
