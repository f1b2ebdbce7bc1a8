package io.pollard.prune.scheduling;

import io.pollard.prune.selection.Amount;
import io.pollard.spec.Duration;
import io.pollard.spec.Required;
import java.util.List;

/**
 * One point of a schedule.
 *
 * @param from what it starts from
 * @param moments when how much is pruned; the first at 0 prunes before training, later ones while
 *     training goes on; in increasing order, at least one
 */
public record Level(From from, List<Moment> moments) {

  /** What a level's weights and mask come from. */
  public enum From {
    /** The trained dense network: the levels are independent of each other. */
    DENSE,
    /** The level before, fine-tuned; the first one starts from the trained dense network. */
    PREVIOUS,
    /** The network at initialisation, before any training (SNIP). */
    INITIALIZATION
  }

  /**
   * A pruning within a level.
   *
   * @param at since the level's training began
   * @param amount how much, of the network as the level found it if the moment is soft
   * @param soft whether what is chosen only becomes 0 and goes on being trained: the mask does not
   *     change
   */
  public record Moment(@Required Duration at, @Required Amount amount, boolean soft) {
    /** For good. */
    public Moment(Duration at, Amount amount) {
      this(at, amount, false);
    }

    public Moment() {
      this(Duration.iterations(0L), new Amount.Sparsity());
    }
  }

  public Level {
    moments = List.copyOf(moments);
    if (moments.isEmpty()) {
      throw new IllegalArgumentException("a level prunes at least once");
    }
  }

  /** A level that prunes once, before it trains. */
  public static Level atOnce(From from, Amount amount) {
    return new Level(from, List.of(new Moment(Duration.iterations(0L), amount)));
  }
}
