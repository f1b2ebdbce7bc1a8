package io.pollard.engine.sparse;

import io.pollard.network.Mask;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Weights;
import java.util.Arrays;
import java.util.Optional;

/** A dense layer: each kept weight adds a multiple of one unit to another, for the whole batch. */
final class DenseStage implements Stage {
  private final Weights weights;
  private final Optional<Slice> bias;
  private final int batch;
  private final boolean first;
  private final Values given;
  private final Values values;
  private final float[] fourWeights = new float[4];
  private final int[] fourInputs = new int[4];
  private KeptWeights kept;

  /**
   * @param first whether nothing before it learns
   */
  DenseStage(
      Weights weights, Optional<Slice> bias, Mask mask, int batch, boolean first, Values given) {
    this.weights = weights;
    this.bias = bias;
    this.batch = batch;
    this.first = first;
    this.given = given;
    values = Values.of(weights.outputs() * batch);
    kept = KeptWeights.of(weights, mask);
  }

  @Override
  public Values values() {
    return values;
  }

  @Override
  public void mask(Mask mask) {
    kept = KeptWeights.of(weights, mask);
  }

  @Override
  public void forward(float[] parameters) {
    float[] x = given.activations();
    float[] y = values.activations();
    for (int output = 0; output < weights.outputs(); output++) {
      int row = output * batch;
      float constant = bias.isPresent() ? parameters[bias.get().offset() + output] : 0f;
      Arrays.fill(y, row, row + batch, constant);
      int at = kept.starts()[output];
      int end = kept.starts()[output + 1];
      for (; at + 3 < end; at += 4) {
        for (int i = 0; i < 4; i++) {
          fourWeights[i] = parameters[kept.indices()[at + i]];
          fourInputs[i] = kept.inputs()[at + i] * batch;
        }
        Runs.add4(y, row, fourWeights, x, fourInputs, batch);
      }
      for (; at < end; at++) {
        Runs.add(y, row, parameters[kept.indices()[at]], x, kept.inputs()[at] * batch, batch);
      }
    }
  }

  @Override
  public void backward(float[] parameters, float[] gradient) {
    float[] x = given.activations();
    float[] dx = given.deltas();
    float[] dy = values.deltas();
    if (!first) {
      Arrays.fill(dx, 0f);
    }
    for (int output = 0; output < weights.outputs(); output++) {
      int row = output * batch;
      if (bias.isPresent()) {
        gradient[bias.get().offset() + output] = Runs.sum(dy, row, batch);
      }
      for (int at = kept.starts()[output]; at < kept.starts()[output + 1]; at++) {
        int index = kept.indices()[at];
        int input = kept.inputs()[at] * batch;
        gradient[index] = Runs.dot(x, input, dy, row, batch);
        if (!first) {
          Runs.add(dx, input, parameters[index], dy, row, batch);
        }
      }
    }
  }
}
