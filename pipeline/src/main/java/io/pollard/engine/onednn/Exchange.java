package io.pollard.engine.onednn;

import io.pollard.engine.Batch;
import java.util.Optional;

/** What a run is told and what it tells, beside tensors. Mutable: one per compiled network. */
final class Exchange {
  private Batch batch = new Batch(0, new float[0], new float[0]);
  private Optional<Boolean> finite = Optional.empty();
  private int features;
  private int iteration;
  private long seed;
  private double loss;

  /**
   * What a run of forward and backward needs to know.
   *
   * @param features of an example
   */
  void begin(Batch batch, int features, int iteration, long seed) {
    this.batch = batch;
    this.features = features;
    this.iteration = iteration;
    this.seed = seed;
    finite = Optional.empty();
    loss = Double.NaN;
  }

  float[] features() {
    return batch.features();
  }

  float[] targets() {
    return batch.targets();
  }

  /** Number of examples that count; a program may compute on more. */
  int examples() {
    return batch.size();
  }

  /**
   * Whether all features are numbers; the library's ReLU would make a number of one that is not.
   */
  boolean isFinite() {
    return finite.orElseGet(() -> Finite.all(batch.features(), batch.size() * features));
  }

  /** Says whether all features are numbers, which a look at them for another reason has shown. */
  void finite(boolean finite) {
    this.finite = Optional.of(finite);
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
