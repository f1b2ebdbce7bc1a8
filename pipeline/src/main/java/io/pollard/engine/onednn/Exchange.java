package io.pollard.engine.onednn;

/** What a run is told and what it tells, beside tensors. Mutable: one per compiled network. */
final class Exchange {
  private float[] targets = new float[0];
  private boolean finite = true;
  private int examples;
  private int iteration;
  private long seed;
  private double loss;

  /** What a run of forward and backward needs to know. */
  void begin(float[] targets, int examples, int iteration, long seed) {
    this.targets = targets;
    this.examples = examples;
    this.iteration = iteration;
    this.seed = seed;
    loss = Double.NaN;
  }

  float[] targets() {
    return targets;
  }

  /**
   * Whether all features are numbers; the library's ReLU would make a number of one that is not.
   */
  boolean isFinite() {
    return finite;
  }

  /** Says whether all features are numbers. */
  void finite(boolean finite) {
    this.finite = finite;
  }

  /** Number of examples that count; a program may compute on more. */
  int examples() {
    return examples;
  }

  int iteration() {
    return iteration;
  }

  long seed() {
    return seed;
  }

  double loss() {
    return loss;
  }

  void loss(double loss) {
    this.loss = loss;
  }
}
