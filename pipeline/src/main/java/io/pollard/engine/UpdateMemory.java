package io.pollard.engine;

/**
 * Where an engine keeps weights and gradients. {@link FlatUpdate} brings a part of them to the heap
 * at a time and the weights back while they are in the processor's innermost cache. Indices are
 * those of the flat vector.
 */
public interface UpdateMemory {

  /** Copies weights from an index on to the beginning of an array. */
  void weights(int from, float[] into, int count);

  /** Copies gradients from an index on to the beginning of an array. */
  void gradient(int from, float[] into, int count);

  /** As {@link #gradient}, the floats' bits. */
  void gradientBits(int from, int[] into, int count);

  /** Copies weights from the beginning of an array to an index and those behind it. */
  void publish(int from, float[] weights, int count);

  /** One weight. */
  float weight(int index);

  /**
   * Copies the gradients of some weights to the beginning of an array.
   *
   * @param places behind the index, ascending
   */
  void gradient(int from, int[] places, float[] into);

  /** Replaces one weight. */
  void publish(int index, float weight);

  /** Vectors on the heap. */
  static UpdateMemory heap(float[] weights, float[] gradient) {
    return new HeapMemory(weights, gradient);
  }
}
