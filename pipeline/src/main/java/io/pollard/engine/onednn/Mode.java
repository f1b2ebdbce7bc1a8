package io.pollard.engine.onednn;

/** What a program is for. */
enum Mode {
  /** Forward with batch statistics and dropout, then backward. */
  TRAINING,
  /** Forward with running statistics and without dropout, then backward. */
  GRADIENT,
  /** Forward with running statistics and without dropout. */
  INFERENCE;

  boolean isLearning() {
    return this != INFERENCE;
  }
}
