package io.pollard.prune.repair;

import java.util.ArrayList;
import java.util.List;

/**
 * Samples of a layer one by one, for fits that look at them again: its inputs and what it is to
 * make, in single precision. {@code 4 N (m + n)} bytes for N samples of m inputs and n outputs.
 */
final class KeptSamples {
  private final List<float[]> inputs = new ArrayList<>();
  private final List<float[]> wanted = new ArrayList<>();

  /** Looks at a sample. */
  @FunctionalInterface
  interface Visitor {
    void visit(float[] inputs, float[] wanted);
  }

  /** Keeps a sample; its first {@code columns} inputs count. */
  void add(double[] patch, int columns, double[] outputs) {
    inputs.add(floats(patch, columns));
    wanted.add(floats(outputs, outputs.length));
  }

  private static float[] floats(double[] values, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Every sample, in the order in which they were kept. */
  void forEach(Visitor visitor) {
    for (int i = 0; i < inputs.size(); i++) {
      visitor.visit(inputs.get(i), wanted.get(i));
    }
  }
}
