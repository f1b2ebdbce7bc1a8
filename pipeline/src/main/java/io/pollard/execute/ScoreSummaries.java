package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.sharded.ChunkScores;
import io.pollard.prune.sharded.Distribution;
import io.pollard.prune.sharded.ExactRanks;
import io.pollard.prune.sharded.ScoreChunk;
import io.pollard.prune.sharded.ShardedScores;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Canonical;
import io.pollard.store.ScoreSummary;
import io.pollard.store.ScoreSummary.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** From the scores of a network's groups to the rows of table {@code scores}. */
public final class ScoreSummaries {
  private static final double[] QUANTILES = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

  private ScoreSummaries() {}

  /**
   * What was chosen to go.
   *
   * @param selection how
   * @param sparsity share of all groups that was asked for, if one was
   * @param after what is left
   */
  public record Chosen(String selection, OptionalDouble sparsity, Mask after) {}

  /**
   * A row per layer.
   *
   * @param before what was there
   * @param scores one per group
   * @throws io.pollard.DataException if a score of a group that was there is not a number
   */
  public static List<ScoreSummary> of(
      Network network,
      Structure structure,
      ScoringRule rule,
      Groups groups,
      Mask before,
      float[] scores,
      Optional<Chosen> chosen) {
    List<String> layers = network.layout().slices().stream().map(Slice::layer).distinct().toList();
    List<ScoreSummary> rows = new ArrayList<>();
    int first = 0;
    for (Block block : groups.blocks()) {
      float[] own = Arrays.copyOfRange(scores, first, first + block.count());
      byte[] kept = new byte[(own.length + 7) / 8];
      double threshold = Double.NEGATIVE_INFINITY;
      long pruned = 0;
      for (int group = 0; group < own.length; group++) {
        if (block.kept(group, before)) {
          kept[group >>> 3] |= (byte) (1 << (group & 7));
          if (chosen.isPresent() && !block.kept(group, chosen.get().after())) {
            threshold = Math.max(threshold, own[group]);
            pruned++;
          }
        }
      }
      ShardedScores shown =
          new ChunkScores(
              List.of(new ScoreChunk(block.name(), 0, own, own.length, Optional.of(kept))));
      rows.add(
          new ScoreSummary(
              layers.indexOf(block.layer()),
              block.layer(),
              Canonical.label(structure),
              Canonical.label(rule),
              block.count(),
              block.kept(before),
              spread(shown),
              chosen.map(Chosen::selection),
              chosen.map(Chosen::sparsity).orElse(OptionalDouble.empty()),
              pruned > 0 ? OptionalDouble.of(threshold) : OptionalDouble.empty(),
              pruned));
      first += block.count();
    }
    return rows;
  }

  /**
   * How scores are spread, in three readings; nothing if there are none.
   *
   * @throws io.pollard.DataException if one is not a number; names the tensor
   */
  public static Optional<Spread> spread(ShardedScores scores) {
    ExactRanks ranks = new ExactRanks(scores);
    long n = ranks.count();
    if (n == 0) {
      return Optional.empty();
    }
    long[] at = new long[QUANTILES.length + 2];
    for (int i = 0; i < QUANTILES.length; i++) {
      at[i + 1] = Math.max(0, (long) Math.ceil(QUANTILES[i] * n) - 1);
    }
    at[at.length - 1] = n - 1;
    ranks.prepare(at);
    double[] q = Arrays.stream(at).mapToDouble(position -> ranks.at(position).score()).toArray();
    Distribution found =
        scores.count(new Distribution((float) q[0], (float) q[q.length - 1], ScoreSummary.BINS));
    return Optional.of(
        new Spread(
            found.sum() / n,
            q[0],
            q[1],
            q[2],
            q[3],
            q[4],
            q[5],
            q[6],
            q[7],
            q[8],
            Arrays.stream(found.histogram()).boxed().toList()));
  }
}
