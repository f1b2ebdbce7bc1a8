package io.pollard.prune.scoring;

/**
 * What a rule has summed up over all data.
 *
 * @param values as long as the rule says
 * @param examples number of examples behind them
 */
public record Sums(double[] values, long examples) {

  /** Of a rule that needs no data. */
  public static final Sums NONE = new Sums(new double[0], 0);
}
