package io.pollard.prune.scoring;

import io.pollard.DataException;
import io.pollard.network.Mask;
import io.pollard.prune.quadratic.Surgeon;
import io.pollard.prune.quadratic.Symmetric;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Optimal Brain Surgeon on one layer, output by output. */
final class LayerSurgery {
  private final LayerInputs layer;
  private final Subject subject;
  private final List<Symmetric> hessians = new ArrayList<>();

  /**
   * @param sums of products, of this layer from {@code from} on
   */
  LayerSurgery(
      LayerInputs layer, Subject subject, double[] sums, int from, long examples, double damping) {
    this.layer = layer;
    this.subject = subject;
    requireFinite(sums, from);
    double patches = (double) examples * layer.layer().patches();
    long size = Symmetric.packed(layer.size());
    for (int family = 0; family < layer.layer().families(); family++) {
      hessians.add(
          Symmetric.mean(sums, (int) (from + family * size), layer.size(), patches, damping));
    }
  }

  private void requireFinite(double[] sums, int from) {
    for (int i = from; i < from + layer.sums(); i++) {
      if (!Double.isFinite(sums[i])) {
        throw new DataException(
            "Cannot score %s: an input of the layer is not finite (value=%s); check the weights before it and the data"
                .formatted(layer.layer().weight().tensor(), sums[i]));
      }
    }
  }

  /** Writes the scores of the layer's weights. */
  void score(float[] scores) {
    for (int family = 0; family < hessians.size(); family++) {
      Symmetric hessian = hessians.get(family);
      Symmetric whole = hessian.inverse();
      for (int row = 0; row < layer.layer().rows(); row++) {
        int[] there = elements(family, row, subject.mask()::kept);
        Symmetric inverse = there.length == layer.size() ? whole : hessian.part(there).inverse();
        double[] all = weights(family, row);
        double[] weights = IntStream.of(there).mapToDouble(k -> all[k]).toArray();
        double[] costs = Surgeon.costs(inverse, weights);
        for (int i = 0; i < there.length; i++) {
          if (there[i] < layer.layer().columns()) {
            scores[layer.index(family, row, there[i])] = (float) costs[i];
          }
        }
      }
    }
  }

  /**
   * Moves the survivors of the layer's weights, and its biases.
   *
   * @param mask what is left
   */
  void makeUp(Mask mask, float[] values) {
    for (int family = 0; family < hessians.size(); family++) {
      Symmetric hessian = hessians.get(family);
      Symmetric inverse = hessian;
      boolean inverted = false;
      for (int row = 0; row < layer.layer().rows(); row++) {
        int[] stay = elements(family, row, mask::kept);
        int[] go = elements(family, row, i -> subject.mask().kept(i) && !mask.kept(i));
        double[] weights = weights(family, row);
        double[] moved;
        if (stay.length + go.length == layer.size() && go.length < stay.length) {
          if (!inverted) {
            inverse = hessian.inverse();
            inverted = true;
          }
          moved = Surgeon.withoutFew(inverse, weights, go);
        } else {
          moved = Surgeon.without(hessian, weights, stay, go);
        }
        for (int k : stay) {
          values[layer.index(family, row, k)] = (float) moved[k];
        }
      }
    }
  }

  /** Elements of a patch by what is true of an output's weights on them. */
  private int[] elements(int family, int row, IntPredicate is) {
    return IntStream.range(0, layer.size())
        .filter(k -> is.test(layer.index(family, row, k)))
        .toArray();
  }

  private double[] weights(int family, int row) {
    return IntStream.range(0, layer.size())
        .mapToDouble(k -> subject.weights()[layer.index(family, row, k)])
        .toArray();
  }
}
