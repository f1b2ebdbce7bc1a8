package io.pollard.prune.repair;

import java.util.List;

/** Changes a layer's weights so that the channels that stay make what all made. */
@FunctionalInterface
interface LayerFit {

  /**
   * Fits a layer.
   *
   * @param reader the layer
   * @param sums over samples of it
   * @param stay the channels that it goes on reading
   * @param weights over the layout, changed in place
   */
  void fit(Reader reader, NormalEquations sums, List<Member> stay, float[] weights);
}
