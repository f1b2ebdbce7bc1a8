package io.pollard.prune.scheduling;

import com.google.auto.service.AutoService;
import io.pollard.prune.selection.Amount;
import io.pollard.spec.Summary;
import java.util.List;

/**
 * One pruning of the dense network, by as much as the selection's own settings say: for published
 * settings, which name a share for each layer (selection {@code per-layer}).
 *
 * @param at the dense network that is pruned: trained, or at initialisation
 */
@Summary("prunes the dense network once, by what the selection itself says")
@AutoService(Schedule.class)
public record Once(Origin at) implements Schedule {

  public Once() {
    this(Origin.TRAINED);
  }

  @Override
  public List<Level> points() {
    return List.of(Level.atOnce(at.from(), new Amount.AsSelected()));
  }
}
