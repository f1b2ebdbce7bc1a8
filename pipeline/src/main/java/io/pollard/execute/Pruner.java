package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.plan.Work;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.structure.Groups;

/** Scores and selects at a moment of a level. */
final class Pruner {
  private final Site site;
  private final Work.Prune work;
  private final float[] initial;
  private final Groups groups;

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
   * The mask after a moment. Leaves weights and mask in the compiled network.
   *
   * @param moment its index in the level
   * @param weights as they stand
   * @param mask as it stands
   */
  Mask prune(int moment, float[] weights, Mask mask) {
    site.compiled().mask(mask);
    site.compiled().parameters(weights);
    long seed = Seeds.scoring(work.setting().seed(), work.level(), moment);
    Subject subject = new Subject(site.network(), weights, initial, mask, seed);
    float[] elements =
        new GradientEvidence(site.dataset(), site.compiled()).scores(work.scoring(), subject);
    return work.selection()
        .select(site.network(), groups, mask, groups.aggregate(elements), amount(moment));
  }

  /** What a moment asks for, as a sparsity of the dense network, see {@link Requested}. */
  double requested(int moment, Mask before) {
    return Requested.sparsity(site.network().layout(), groups, before, amount(moment));
  }

  private Amount amount(int moment) {
    return work.moments().get(moment).amount();
  }
}
