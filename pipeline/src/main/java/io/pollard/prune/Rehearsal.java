package io.pollard.prune;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.scheduling.Level;
import io.pollard.prune.scheduling.Level.Moment;
import io.pollard.prune.scheduling.Schedule;
import io.pollard.prune.selection.Budget;
import io.pollard.prune.selection.Selection;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs through a schedule before anything is trained: whether every level's amount can be reached,
 * and whether the layers that a selection names exist, does not depend on scores. Neither does how
 * many groups a level keeps under an exact rule, and under selections that work layer by layer not
 * even how many each layer keeps.
 *
 * <p>Instead of scores, a group's place in its tensor, as a share of it, so that a ranking over all
 * layers takes about the same share of each. Cost: one selection per moment.
 */
public final class Rehearsal {
  private Rehearsal() {}

  /**
   * The mask after every level.
   *
   * @throws io.pollard.UserException if a level's amount cannot be reached or a layer does not
   *     exist
   */
  public static List<Mask> masks(
      Network network, Structure structure, Selection selection, Schedule schedule) {
    Groups groups = structure.groups(network);
    float[] places = places(groups);
    Mask dense = Mask.dense(network.layout().length());
    List<Mask> masks = new ArrayList<>();
    Mask mask = dense;
    for (Level level : schedule.points()) {
      if (level.from() != Level.From.PREVIOUS) {
        mask = dense;
      }
      for (Moment moment : level.moments()) {
        Mask next = Budget.select(selection, network, groups, mask, places, moment.amount());
        mask = moment.soft() ? mask : next;
      }
      masks.add(mask);
    }
    return masks;
  }

  private static float[] places(Groups groups) {
    float[] places = new float[groups.count()];
    int next = 0;
    for (Block block : groups.blocks()) {
      int count = block.count();
      for (int group = 0; group < count; group++) {
        places[next++] = (float) ((group + 0.5) / count);
      }
    }
    return places;
  }
}
