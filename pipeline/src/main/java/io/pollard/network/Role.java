package io.pollard.network;

/** What a slice of the flat parameter vector is for. */
public enum Role {
  WEIGHT,
  BIAS,
  GAMMA,
  BETA,
  /** Running mean of batch norm: a statistic, not a parameter. */
  MEAN,
  /** Running variance of batch norm: a statistic, not a parameter. */
  VARIANCE;

  /** Whether an optimiser changes it; statistics are carried by the vector but never counted. */
  public boolean isParameter() {
    return this != MEAN && this != VARIANCE;
  }
}
