package io.pollard.data;

/** How raw values become features. */
public enum Normalization {
  /** x / 255: pixels in [0, 1]. Pixels only. */
  UNIT,
  /**
   * (x - mean) / deviation, both per channel over the training split that is learnt from (after
   * validation and limits are taken away), the deviation being that of the population. A channel
   * that is constant there becomes x - mean.
   */
  STANDARD,
  /** x as it is: pixels in [0, 255]. */
  NONE,
  /** x / 127.5 - 1: pixels in [-1, 1]. Pixels only. */
  SYMMETRIC
}
