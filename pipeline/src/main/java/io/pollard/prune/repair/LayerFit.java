package io.pollard.prune.repair;

import java.util.List;
import java.util.Optional;

/** Changes a layer's weights so that the channels that stay make what all made. */
@FunctionalInterface
interface LayerFit {

  /**
   * What is known of a layer's samples.
   *
   * @param equations sums over them
   * @param kept the samples themselves, where the fit looks through a ReLU and there is one
   */
  record Sums(NormalEquations equations, Optional<KeptSamples> kept) {}

  /** Whether it wants the samples themselves of layers with a ReLU right behind them. */
  default boolean looksThroughRelu() {
    return false;
  }

  /**
   * Fits a layer.
   *
   * @param reader the layer
   * @param sums over samples of it
   * @param stay the channels that it goes on reading
   * @param weights over the layout, changed in place
   */
  void fit(Reader reader, Sums sums, List<Member> stay, float[] weights);
}
