package io.pollard.engine;

/** The precision in which a network is computed. Parameters and optimiser state are float32. */
public enum Compute {
  /** Single precision. */
  FLOAT32,
  /**
   * Activations, their gradients and a copy of the weights in bfloat16 (8 bits of exponent, 8 of
   * precision), products summed in float32; the weights that count, their gradients, statistics of
   * batch norm and the loss in float32.
   */
  BFLOAT16
}
