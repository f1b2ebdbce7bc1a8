package io.pollard.engine.dl4j;

/**
 * What the running pass through a network is for. DL4J computes gradients in training mode only;
 * layers that behave differently then ask here. One for each compiled network.
 */
final class Pass {
  private boolean training;

  /** Whether batch norm uses the batch's statistics, and dropout and weight noise draw. */
  boolean isTraining() {
    return training;
  }

  void training(boolean training) {
    this.training = training;
  }
}
