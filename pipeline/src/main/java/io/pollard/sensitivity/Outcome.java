package io.pollard.sensitivity;

import java.io.Serializable;

/**
 * Sums over some examples.
 *
 * @param examples how many
 * @param top1 how many were right
 * @param top5 how many had the label among the five highest
 * @param loss in nats
 */
public record Outcome(int examples, int top1, int top5, double loss) implements Serializable {
  static final Outcome NONE = new Outcome(0, 0, 0, 0.0);

  /** Both together. */
  Outcome plus(Outcome later) {
    return new Outcome(
        examples + later.examples, top1 + later.top1, top5 + later.top5, loss + later.loss);
  }
}
