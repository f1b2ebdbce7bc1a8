package io.pollard.prune.selection;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Extension;

/**
 * Turns scores into a mask: which scope is ranked together and how much each part gives. An open
 * family.
 */
public interface Selection extends Extension {

  /**
   * The next mask.
   *
   * @param network its architecture
   * @param groups what is removed as one
   * @param mask what is still there; the result keeps nothing that it prunes (nesting)
   * @param scores one per group, in the order of {@link Groups}; groups that are already pruned are
   *     ignored
   * @param amount how much is to be pruned
   * @throws io.pollard.DataException if a score of a kept group is NaN; names the tensor
   * @throws io.pollard.UserException if the amount cannot be reached
   */
  Mask select(Network network, Groups groups, Mask mask, float[] scores, Amount amount);
}
