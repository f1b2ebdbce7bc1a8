package io.pollard.prune.scheduling;

import com.google.auto.service.AutoService;
import io.pollard.prune.selection.Amount;
import io.pollard.spec.Fraction;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;
import java.util.Collections;
import java.util.List;

/**
 * Iterative pruning: every level takes the same share of what survived the one before, so r levels
 * of rate p keep (1 - p)^r, up to the rounding of each level.
 *
 * <p>Source: Frankle, Carbin (2019), "The lottery ticket hypothesis", section 1 (METHODS U3,
 * 0.3.6).
 *
 * @param rate share of the surviving elements that each level removes, in (0, 1)
 * @param levels how many, at least 1
 */
@Summary("each level removes the same share of what survived the one before")
@AutoService(Schedule.class)
public record Iterative(Fraction rate, @Required int levels) implements Schedule {

  public Iterative {
    if (!(rate.value() > 0.0 && rate.value() < 1.0)) {
      throw new IllegalArgumentException("rate lies in (0, 1), found " + rate);
    }
    if (levels < 1) {
      throw new IllegalArgumentException("levels is at least 1, found " + levels);
    }
  }

  public Iterative() {
    this(new Fraction(0.2), 15);
  }

  @Override
  public List<Level> points() {
    return Collections.nCopies(
        levels, Level.atOnce(Level.From.PREVIOUS, new Amount.OfSurviving(rate)));
  }
}
