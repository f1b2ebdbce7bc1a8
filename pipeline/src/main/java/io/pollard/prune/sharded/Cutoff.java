package io.pollard.prune.sharded;

/**
 * Where the lowest scores end, in the ascending order of (score, flat index): what is lower than
 * {@code score} is among them, and what equals it up to and with {@code lastIndex}.
 *
 * @param score the threshold
 * @param lastIndex highest index of an equal score that is among them; -1 if none is
 */
public record Cutoff(float score, long lastIndex) {

  /** Nothing is among them. */
  public static final Cutoff NONE = new Cutoff(Float.NEGATIVE_INFINITY, -1);

  /** Whether an element is among them. */
  public boolean takes(float candidate, long index) {
    return candidate < score || (candidate == score && index <= lastIndex);
  }
}
