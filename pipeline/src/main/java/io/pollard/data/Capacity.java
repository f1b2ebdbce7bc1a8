package io.pollard.data;

import io.pollard.UserException;
import io.pollard.network.Shape;

/** The bound that one Java array per split puts on a data set. */
final class Capacity {
  /** Some machines refuse the last few elements. */
  private static final long MOST = Integer.MAX_VALUE - 8L;

  private Capacity() {}

  /**
   * Number of values of a split.
   *
   * @param source of the examples
   * @throws UserException if one array does not hold them
   */
  static int values(long examples, Shape shape, Object source) {
    // Through double, as the product of what a damaged header says may overflow a long.
    if ((double) examples * shape.size() > MOST) {
      throw new UserException(
          ("Cannot load data set: %d examples of shape %s are more values than one array holds"
                  + " (path=%s); give fewer examples or smaller images")
              .formatted(examples, shape, source));
    }
    return (int) (examples * shape.size());
  }
}
