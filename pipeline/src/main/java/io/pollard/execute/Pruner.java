package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.plan.Work;
import io.pollard.prune.repair.Damage;
import io.pollard.prune.repair.Repaired;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.Sums;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Budget;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Canonical;
import io.pollard.store.ScoreSummary;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Scores, selects and repairs at a moment of a level. */
final class Pruner {
  private final Site site;
  private final Work.Prune work;
  private final float[] initial;
  private final Groups groups;
  private List<ScoreSummary> summaries = List.of();

  /**
   * @param initial values at initialisation
   */
  Pruner(Site site, Work.Prune work, float[] initial) {
    this.site = site;
    this.work = work;
    this.initial = initial;
    this.groups = work.structure().groups(site.network());
  }

  Groups groups() {
    return groups;
  }

  Work.Prune work() {
    return work;
  }

  /**
   * A network after pruning.
   *
   * @param weights those that stay may have moved; pruned ones may still have values
   * @param mask what is kept
   */
  record Cut(float[] weights, Mask mask) {}

  /**
   * Prunes at a moment.
   *
   * @param moment its index in the level
   * @param weights as they stand
   * @param mask as it stands
   */
  Cut prune(int moment, float[] weights, Mask mask) {
    return site.clock().time(StageClock.Stage.PRUNE, () -> cut(moment, weights, mask));
  }

  private Cut cut(int moment, float[] weights, Mask mask) {
    long seed = Seeds.scoring(work.setting().seed(), work.level(), moment);
    Subject subject = new Subject(site.network(), weights, initial, mask, seed);
    ScoringRule rule = work.scoring();
    Sums sums = site.scoring().sums(rule, subject);
    float[] scores = rule.groups(subject, groups, sums);
    Mask next =
        Budget.select(work.selection(), site.network(), groups, mask, scores, amount(moment));
    summaries =
        ScoreSummaries.of(
            site.network(),
            work.structure(),
            rule,
            groups,
            mask,
            scores,
            Optional.of(
                new ScoreSummaries.Chosen(
                    Canonical.label(work.selection()), requested(moment, mask), next)));
    float[] survivors = rule.survivors(subject, sums.values(), sums.examples(), next);
    Repaired repaired =
        work.repair()
            .repair(
                new Damage(site.network(), groups, survivors, mask, next, seed),
                site.scoring().examples(site.network(), seed));
    return new Cut(repaired.weights(), repaired.mask());
  }

  /**
   * Values with 0 for what is chosen and its own: what merely reads it stays, or nothing would
   * teach it any more.
   *
   * @param chosen a mask that keeps what is not chosen
   */
  float[] withoutChosen(float[] weights, Mask mask, Mask chosen) {
    float[] values = weights.clone();
    for (Block block : groups.blocks()) {
      int count = block.count();
      for (int group = 0; group < count; group++) {
        if (block.kept(group, mask) && !block.kept(group, chosen)) {
          block.forEachOwn(group, i -> values[i] = 0.0f);
        }
      }
    }
    return values;
  }

  /** The scores of the last moment. */
  List<ScoreSummary> summaries() {
    return summaries;
  }

  /** What a moment asks for, as a sparsity of the dense network, see {@link Requested}. */
  OptionalDouble requested(int moment, Mask before) {
    return Requested.sparsity(site.network().layout(), groups, before, amount(moment));
  }

  private Amount amount(int moment) {
    return work.moments().get(moment).amount();
  }
}
