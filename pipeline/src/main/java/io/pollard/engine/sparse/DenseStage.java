package io.pollard.engine.sparse;

import io.pollard.network.Mask;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Weights;
import java.util.Arrays;
import java.util.Optional;

/** A dense layer: each kept weight adds a multiple of one unit to another, for the whole batch. */
final class DenseStage extends WeightedStage {
  private final int batch;
  private final float[] in;
  private final float[] out;
  private final float[] products = new float[4];

  /**
   * @param first whether nothing before it learns
   */
  DenseStage(
      Weights weights, Optional<Slice> bias, Mask mask, int batch, boolean first, Values given) {
    super(weights, bias, mask, first, given, Values.of(weights.outputs(), batch));
    this.batch = batch;
    in = new float[batch];
    out = new float[batch];
  }

  @Override
  public void forward(float[] parameters, int unit) {
    Arrays.fill(out, constant(parameters, unit, 0f));
    for (int at = kept().starts()[unit]; at < kept().starts()[unit + 1]; at++) {
      System.arraycopy(given.activations(), kept().inputs()[at] * batch, in, 0, batch);
      Runs.add(out, parameters[kept().indices()[at]], in, 0, batch);
    }
    System.arraycopy(out, 0, values().activations(), values().start(unit), batch);
  }

  @Override
  public void backward(float[] parameters, float[] gradient, int unit) {
    System.arraycopy(values().deltas(), values().start(unit), out, 0, batch);
    constantBack(unit, 0f, Runs.sum(out, 0, batch), gradient);
    weightGradients(gradient, unit);
    if (passesBack()) {
      for (int at = kept().starts()[unit]; at < kept().starts()[unit + 1]; at++) {
        int from = kept().inputs()[at] * batch;
        System.arraycopy(given.deltas(), from, in, 0, batch);
        Runs.add(in, parameters[kept().indices()[at]], out, 0, batch);
        System.arraycopy(in, 0, given.deltas(), from, batch);
      }
    }
  }

  /** The gradients of a unit's weights from its derivatives in {@link #out}. */
  private void weightGradients(float[] gradient, int unit) {
    int[] inputs = kept().inputs();
    int[] indices = kept().indices();
    float[] x = given.activations();
    int end = kept().starts()[unit + 1];
    int at = kept().starts()[unit];
    for (; at + products.length <= end; at += products.length) {
      Runs.dot(
          x,
          inputs[at] * batch,
          inputs[at + 1] * batch,
          inputs[at + 2] * batch,
          inputs[at + 3] * batch,
          out,
          batch,
          products);
      for (int i = 0; i < products.length; i++) {
        gradient[indices[at + i]] = products[i];
      }
    }
    for (; at < end; at++) {
      gradient[indices[at]] = Runs.dot(x, inputs[at] * batch, out, batch);
    }
  }
}
