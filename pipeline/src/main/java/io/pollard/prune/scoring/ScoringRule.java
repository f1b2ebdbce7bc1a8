package io.pollard.prune.scoring;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Extension;
import java.util.Optional;

/**
 * Says how much each element of the flat vector matters; the lowest scores are pruned first. A
 * monoid: {@link #accumulate} adds one shard of data into a vector of sums, {@link #combine} adds
 * two such vectors, {@link #finish} turns the total into scores. A local run folds it, Spark
 * tree-aggregates it, with the same answer to the last bit: the shards are fixed by {@link #needs}
 * and combined in the one tree of {@link SumTree}, whoever holds which of them. An open family.
 */
public interface ScoringRule extends Extension, Combination {

  /**
   * The data it needs; {@link Evidence.Need#NOTHING} means that {@link #accumulate} is never
   * called.
   */
  default Evidence.Need needs() {
    return Evidence.Need.NOTHING;
  }

  /**
   * Length of the vector of sums; by default one per element, or none without data.
   *
   * @throws io.pollard.UserException if the network is too large for this rule
   */
  default int sums(Network network) {
    return needs().examples() == 0 ? 0 : network.layout().length();
  }

  /**
   * Adds one shard of data.
   *
   * @param sums changed in place
   */
  default void accumulate(Evidence evidence, double[] sums) {}

  @Override
  default void combine(double[] sums, double[] other) {
    Combination.add(sums, other);
  }

  /**
   * The scores.
   *
   * @param subject the network as it stands
   * @param sums the total over all data
   * @param examples number of examples behind {@code sums}
   * @return a vector over the layout; only prunable elements matter; NaN at most where the
   *     subject's values are NaN, which a selection refuses by name
   * @throws io.pollard.UserException if it scores channels only
   */
  float[] finish(Subject subject, double[] sums, long examples);

  /**
   * The score of a weight, for a rule that looks at nothing else: such a rule can score networks
   * that no process holds as a whole. Empty for all others.
   */
  default Optional<Elementwise> elementwise() {
    return Optional.empty();
  }

  /** A score of a single weight; what {@link #finish} gives for it. */
  @FunctionalInterface
  interface Elementwise {
    float score(float weight);
  }

  /** Whether it scores whole channels, so that {@link #finish} has nothing to give. */
  default boolean ofChannels() {
    return false;
  }

  /**
   * The scores of groups; by default the sum over each group's own elements, see {@link
   * Groups#aggregate}.
   *
   * @param groups of the subject's network
   * @param sums the total over all data
   * @return one score per group
   * @throws io.pollard.UserException if it scores channels, and a group is of something else
   */
  default float[] groups(Subject subject, Groups groups, Sums sums) {
    return groups.aggregate(finish(subject, sums.values(), sums.examples()));
  }

  /**
   * The survivors' values once others are pruned, where a rule has better ones than those they had.
   *
   * @param subject the network before
   * @param sums the total over all data
   * @param examples number of examples behind {@code sums}
   * @param mask what is left; keeps nothing that the subject's mask prunes
   * @return values over the layout; those of pruned elements do not matter. By default the
   *     subject's own
   */
  default float[] survivors(Subject subject, double[] sums, long examples, Mask mask) {
    return subject.weights();
  }
}
