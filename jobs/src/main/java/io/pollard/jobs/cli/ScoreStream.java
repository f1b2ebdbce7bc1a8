package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.execute.ScoreSettings;
import io.pollard.execute.ScoreSummaries;
import io.pollard.jobs.cluster.CheckpointScores;
import io.pollard.network.Slice;
import io.pollard.prune.selection.Global;
import io.pollard.prune.sharded.Cutoff;
import io.pollard.prune.sharded.ExactRanks;
import io.pollard.prune.sharded.ShardedScores;
import io.pollard.prune.sharded.Taken;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Canonical;
import io.pollard.spec.Fraction;
import io.pollard.store.ScoreSummary;
import io.pollard.store.ScoreSummary.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The rows of a checkpoint that no process holds: layer by layer, a few readings each. */
final class ScoreStream {
  private final ScoreSettings settings;
  private final CheckpointScores scores;

  /**
   * @throws UserException if something is asked for that needs the whole network
   */
  ScoreStream(ScoreSettings settings, CheckpointScores scores) {
    requireWeights(settings);
    this.settings = settings;
    this.scores = scores;
  }

  private static void requireWeights(ScoreSettings settings) {
    boolean whole =
        !settings.structure().equals(new Weight())
            || (settings.sparsity().isPresent() && !settings.selection().equals(new Global()));
    if (whole) {
      throw new UserException(
          "Cannot score a checkpoint part by part: structure %s and selection %s look at the whole network; leave --stream out, or choose weight and global"
              .formatted(settings.structure().name(), settings.selection().name()));
    }
  }

  List<ScoreSummary> rows() {
    List<Slice> prunable = scores.layout().prunable();
    Optional<Cutoff> cutoff = settings.sparsity().map(sparsity -> cutoff(prunable, sparsity));
    List<String> layers = scores.layout().slices().stream().map(Slice::layer).distinct().toList();
    List<ScoreSummary> rows = new ArrayList<>();
    for (Slice slice : prunable) {
      ShardedScores own = scores.of(List.of(slice));
      Optional<Spread> spread = ScoreSummaries.spread(own);
      Optional<Taken> taken = cutoff.map(cut -> own.count(new Taken(cut)));
      long pruned = taken.map(Taken::count).orElse(0L);
      rows.add(
          new ScoreSummary(
              layers.indexOf(slice.layer()),
              slice.layer(),
              Canonical.label(settings.structure()),
              Canonical.label(settings.scoring()),
              slice.length(),
              spread.map(Spread::count).orElse(0L),
              spread,
              cutoff.map(cut -> Canonical.label(settings.selection())),
              settings
                  .sparsity()
                  .map(Fraction::value)
                  .map(OptionalDouble::of)
                  .orElse(OptionalDouble.empty()),
              pruned > 0
                  ? OptionalDouble.of(taken.orElseThrow().highest())
                  : OptionalDouble.empty(),
              pruned));
    }
    return rows;
  }

  /** Exactly floor(s n + 0.5) of the dense network's n weights go; what is gone counts. */
  private Cutoff cutoff(List<Slice> prunable, Fraction sparsity) {
    long all = prunable.stream().mapToLong(Slice::length).sum();
    ExactRanks ranks = new ExactRanks(scores.of(prunable));
    long gone = all - ranks.count();
    long wanted = (long) Math.floor(sparsity.value() * all + 0.5) - gone;
    if (wanted < 0) {
      throw new UserException(
          "Cannot prune to a sparsity of %s: more is already gone, and nothing comes back (pruned=%d, of=%d); ask for more"
              .formatted(sparsity.value(), gone, all));
    }
    return ranks.lowest(wanted);
  }
}
