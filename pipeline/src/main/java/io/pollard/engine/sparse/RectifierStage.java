package io.pollard.engine.sparse;

/**
 * ReLU, or leaky ReLU: what is below 0 times a slope. In place; NaN stays. ReLU goes without
 * branches, since signs are as good as random.
 */
final class RectifierStage implements Stage {
  private final float slope;
  private final Values values;
  private final float[] y;
  private final float[] dy;

  /**
   * @param slope at least 0
   * @param values that it works on
   */
  RectifierStage(float slope, Values values) {
    this.slope = slope;
    this.values = values;
    y = new float[values.plane()];
    dy = new float[values.plane()];
  }

  @Override
  public Values values() {
    return values;
  }

  @Override
  public void forward(float[] parameters, int channel) {
    System.arraycopy(values.activations(), values.start(channel), y, 0, y.length);
    if (slope == 0f) {
      for (int i = 0; i < y.length; i++) {
        y[i] = Math.max(0f, y[i]);
      }
    } else {
      for (int i = 0; i < y.length; i++) {
        y[i] = y[i] < 0f ? slope * y[i] : y[i];
      }
    }
    System.arraycopy(y, 0, values.activations(), values.start(channel), y.length);
  }

  @Override
  public void backward(float[] parameters, float[] gradient, int channel) {
    System.arraycopy(values.activations(), values.start(channel), y, 0, y.length);
    System.arraycopy(values.deltas(), values.deltaStart(channel), dy, 0, y.length);
    if (slope == 0f) {
      for (int i = 0; i < y.length; i++) {
        dy[i] *= Runs.isPositive(y[i]);
      }
    } else {
      for (int i = 0; i < y.length; i++) {
        dy[i] = y[i] > 0f ? dy[i] : slope * dy[i];
      }
    }
    System.arraycopy(dy, 0, values.deltas(), values.deltaStart(channel), y.length);
  }

  @Override
  public float constant(float[] parameters, int channel, float before) {
    return before < 0f ? slope * before : before;
  }

  @Override
  public float constantBack(int channel, float value, float delta, float[] gradient) {
    return value > 0f ? delta : slope * delta;
  }
}
