package io.pollard.execute;

import io.pollard.network.Mask;
import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.prune.finetuning.Restart;
import io.pollard.prune.structure.Groups;
import io.pollard.store.Checkpoint;
import io.pollard.train.MaskUpdates;
import java.util.OptionalDouble;

/** A control: another arm's mask of the same level, under other values or in another place. */
final class ControlLevel {
  private ControlLevel() {}

  static Ending run(Site site, Work.Control work) {
    Checkpoint ticket = site.read(Step.Role.TICKET);
    Mask mask = ticket.mask().orElseGet(() -> Mask.dense(ticket.layout().length()));
    Groups groups = work.structure().groups(site.network());
    Restart restart =
        work.finetuning()
            .restart(
                Restarts.pruned(site, groups, ticket.state().parameters(), mask, work.level()));
    return Restarts.train(site, restart, MaskUpdates.none(), OptionalDouble.empty());
  }
}
