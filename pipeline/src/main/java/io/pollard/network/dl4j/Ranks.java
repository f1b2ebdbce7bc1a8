package io.pollard.network.dl4j;

import io.pollard.network.Operation;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.SoftmaxCrossEntropy;

/**
 * Whether DL4J keeps a value as an image {@code [n, c, h, w]} or as a vector {@code [n, c]}: for
 * one pixel per channel our shapes are the same, its arrays are not.
 */
final class Ranks {
  private Ranks() {}

  /** What an operation reads. */
  enum Need {
    IMAGE,
    VECTOR,
    ANY
  }

  /**
   * What an operation reads in DL4J. Dense layers get by themselves what they need.
   *
   * @param amongImages whether one of its inputs is an image
   */
  static Need need(Operation operation, boolean amongImages) {
    if (operation instanceof SoftmaxCrossEntropy) {
      return Need.VECTOR;
    }
    boolean spatial =
        operation instanceof Convolution
            || operation instanceof Pooling
            || operation instanceof GlobalPooling
            || operation instanceof Broadcast;
    boolean flat = operation instanceof Dense || operation instanceof Flatten;
    return spatial || (amongImages && !flat) ? Need.IMAGE : Need.ANY;
  }

  /**
   * Whether an operation's result is an image.
   *
   * @param ofImages whether its inputs are
   */
  static boolean givesImage(Operation operation, boolean ofImages) {
    boolean vector =
        operation instanceof Dense
            || operation instanceof Flatten
            || operation instanceof GlobalPooling
            || operation instanceof SoftmaxCrossEntropy;
    return !vector && ofImages;
  }
}
