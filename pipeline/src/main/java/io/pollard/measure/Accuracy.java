package io.pollard.measure;

/**
 * How well a network does on examples. Counts are exact; shares are derived.
 *
 * @param samples number of examples, at least 1
 * @param top1 how many of them have the highest logit at their label
 * @param top5 how many have their label among the five highest logits; all of them if there are
 *     five classes or fewer
 * @param loss mean cross-entropy in nats; NaN or infinite if the network has diverged
 */
public record Accuracy(int samples, int top1, int top5, double loss) {

  /** Share of right answers, in [0, 1]. */
  public double top1Share() {
    return (double) top1 / samples;
  }

  /** Share of examples whose answer is among the five highest, in [0, 1]. */
  public double top5Share() {
    return (double) top5 / samples;
  }
}
