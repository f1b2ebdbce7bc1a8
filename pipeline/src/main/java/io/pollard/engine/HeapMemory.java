package io.pollard.engine;

/** Weights and gradients on the heap. */
record HeapMemory(float[] weights, float[] gradient) implements UpdateMemory {

  @Override
  public void weights(int from, float[] into, int count) {
    System.arraycopy(weights, from, into, 0, count);
  }

  @Override
  public void gradient(int from, float[] into, int count) {
    System.arraycopy(gradient, from, into, 0, count);
  }

  @Override
  public void gradientBits(int from, int[] into, int count) {
    for (int i = 0; i < count; i++) {
      into[i] = Float.floatToRawIntBits(gradient[from + i]);
    }
  }

  @Override
  public void publish(int from, float[] values, int count) {
    System.arraycopy(values, 0, weights, from, count);
  }

  @Override
  public float weight(int index) {
    return weights[index];
  }

  @Override
  public void gradient(int from, int[] places, float[] into) {
    for (int i = 0; i < places.length; i++) {
      into[i] = gradient[from + places[i]];
    }
  }

  @Override
  public void publish(int index, float weight) {
    weights[index] = weight;
  }
}
