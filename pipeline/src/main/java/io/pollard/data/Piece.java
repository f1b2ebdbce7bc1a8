package io.pollard.data;

import java.io.Serializable;

/**
 * A run of neighbouring examples of the training or the test files, which any process can read by
 * itself. Holds where they lie, not what they are.
 */
public interface Piece extends Serializable {

  /** Number of examples. */
  int size();

  /**
   * Reads the class index of each example.
   *
   * @throws io.pollard.UserException if a file is not there or must not be read
   * @throws io.pollard.DataException if a file does not hold what the format says
   */
  int[] labels();

  /**
   * Reads the values of the examples, {@code [size, channels, height, width]}.
   *
   * @throws io.pollard.UserException if a file is not there or must not be read
   * @throws io.pollard.DataException if a file does not hold what the format says
   */
  RawValues values();
}
