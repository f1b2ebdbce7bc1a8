package io.pollard.network.zoo;

/** How the input of a residual block gets the shape of its output, where the two differ. */
public enum Shortcut {
  /** Every second row and column, and channels of zeros behind the others; no parameters. */
  A,
  /** A 1x1 convolution with stride 2, then batch norm. */
  B,
  /** 2x2 average pooling, then a 1x1 convolution, no batch norm (METHODS T1). */
  TAS
}
