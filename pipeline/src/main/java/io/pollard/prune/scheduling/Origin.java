package io.pollard.prune.scheduling;

/** The dense network that a schedule starts from. */
public enum Origin {
  /** After its training. */
  TRAINED(Level.From.DENSE),
  /** Before any training, as SNIP prunes. */
  INITIALIZATION(Level.From.INITIALIZATION);

  private final Level.From from;

  Origin(Level.From from) {
    this.from = from;
  }

  /** The same as the start of a level. */
  public Level.From from() {
    return from;
  }
}
