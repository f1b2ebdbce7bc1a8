package io.pollard.prune.scoring;

import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.derivative.WeightedLayer;
import io.pollard.prune.quadratic.Symmetric;
import java.util.List;
import java.util.OptionalInt;

/**
 * The inputs of a layer as its outputs see them: patches, with a 1 behind each if there is a bias.
 *
 * @param layer whose they are
 * @param bias index of the first bias in the flat vector, if it has biases
 */
record LayerInputs(WeightedLayer layer, OptionalInt bias) {

  static List<LayerInputs> of(Network network) {
    return WeightedLayer.all(network).stream()
        .map(
            layer ->
                new LayerInputs(
                    layer,
                    network
                        .layout()
                        .find(layer.node().name(), Role.BIAS)
                        .map(Slice::offset)
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty())))
        .toList();
  }

  /** Length of a patch, the 1 included. */
  int size() {
    return layer.columns() + (bias.isPresent() ? 1 : 0);
  }

  /** Number of sums of products. */
  long sums() {
    return layer.families() * Symmetric.packed(size());
  }

  /** Index in the flat vector of what an output multiplies an element of a patch with. */
  int index(int family, int row, int element) {
    return element < layer.columns()
        ? layer.index(family, row, element)
        : bias.getAsInt() + family * layer.rows() + row;
  }

  /** Adds the products of all patches' elements with each other. */
  void accumulate(Trace trace, double[] sums, int from) {
    float[] inputs = trace.inputs(layer.node());
    float[] patches = new float[layer.patches() * layer.columns()];
    double[] patch = new double[size()];
    if (bias.isPresent()) {
      patch[size() - 1] = 1.0;
    }
    for (int family = 0; family < layer.families(); family++) {
      int start = from + (int) (family * Symmetric.packed(size()));
      for (int n = 0; n < trace.examples(); n++) {
        layer.unfold(inputs, n, family, patches);
        for (int p = 0; p < layer.patches(); p++) {
          for (int k = 0; k < layer.columns(); k++) {
            patch[k] = patches[p * layer.columns() + k];
          }
          Symmetric.addProducts(patch, size(), sums, start);
        }
      }
    }
  }
}
