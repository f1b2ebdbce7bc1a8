package io.pollard.network;

/** Where the initial values of a network that comes with values are taken from. */
public enum StoredWeights {
  /** Those that come with it. */
  KEEP,
  /** Drawn anew for each replicate. */
  INITIALIZE
}
