package io.pollard.plan;

import io.pollard.prune.finetuning.FineTuning;
import io.pollard.prune.finetuning.Finetune;
import io.pollard.prune.repair.None;
import io.pollard.prune.repair.Repair;
import io.pollard.prune.scheduling.Schedule;
import io.pollard.prune.scoring.Magnitude;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.selection.Global;
import io.pollard.prune.selection.Selection;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Example;
import io.pollard.spec.Required;
import java.util.Optional;

/**
 * A pruning method as a combination of the four axes (Blalock et al. 2020).
 *
 * @param structure what is removed as one
 * @param scoring how much each element matters
 * @param selection which elements go
 * @param repair how the rest makes up for channels that go, before any training
 * @param scheduling when how much is pruned; given unless {@code ticketFrom} is
 * @param finetuning what happens to the survivors
 * @param ticketFrom an arm whose masks are taken, level by level, instead of pruning: for controls.
 *     Structure, scoring, selection, repair and scheduling are then that arm's and are not given
 *     here
 */
public record Pruning(
    Structure structure,
    ScoringRule scoring,
    Selection selection,
    Repair repair,
    @Example Optional<Schedule> scheduling,
    @Required FineTuning finetuning,
    @Example Optional<String> ticketFrom) {

  /**
   * @throws IllegalArgumentException if neither or both of {@code scheduling} and {@code
   *     ticketFrom} are given
   */
  public Pruning {
    if (scheduling.isEmpty() && ticketFrom.isEmpty()) {
      throw new IllegalArgumentException(
          "scheduling is missing; say when how much is pruned, or take another arm's masks with ticketFrom");
    }
    if (scheduling.isPresent() && ticketFrom.isPresent()) {
      throw new IllegalArgumentException(
          "scheduling and ticketFrom exclude each other; with ticketFrom the schedule is that arm's");
    }
  }

  public Pruning() {
    this(
        new Weight(),
        new Magnitude(),
        new Global(),
        new None(),
        Optional.empty(),
        new Finetune(),
        Optional.of("example"));
  }
}
