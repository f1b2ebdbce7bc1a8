package io.pollard.engine.sparse;

/**
 * ReLU, or leaky ReLU: what is below 0 times {@code slope}. In place; NaN stays. ReLU goes without
 * branches, since signs are as good as random.
 *
 * @param slope at least 0
 * @param values that it works on
 */
record RectifierStage(float slope, Values values) implements Stage {

  @Override
  public void forward(float[] parameters) {
    float[] y = values.activations();
    if (slope == 0f) {
      for (int i = 0; i < y.length; i++) {
        y[i] = Math.max(0f, y[i]);
      }
      return;
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = y[i] < 0f ? slope * y[i] : y[i];
    }
  }

  @Override
  public void backward(float[] parameters, float[] gradient) {
    float[] y = values.activations();
    float[] dy = values.deltas();
    if (slope == 0f) {
      for (int i = 0; i < y.length; i++) {
        dy[i] *= Runs.isPositive(y[i]);
      }
      return;
    }
    for (int i = 0; i < y.length; i++) {
      dy[i] = y[i] > 0f ? dy[i] : slope * dy[i];
    }
  }
}
