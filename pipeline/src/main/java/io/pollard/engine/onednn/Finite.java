package io.pollard.engine.onednn;

/** Tells whether values are numbers, neither NaN nor infinite. */
final class Finite {
  private Finite() {}

  /** Whether the first so many values are. Sums side by side, because one sum waits for itself. */
  static boolean all(float[] x, int length) {
    float a = 0.0f;
    float b = 0.0f;
    float c = 0.0f;
    float d = 0.0f;
    float e = 0.0f;
    float f = 0.0f;
    float g = 0.0f;
    float h = 0.0f;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
      e += x[i + 4];
      f += x[i + 5];
      g += x[i + 6];
      h += x[i + 7];
    }
    float sum = a + b + c + d + e + f + g + h;
    for (; i < length; i++) {
      sum += x[i];
    }
    return Float.isFinite(sum) || each(x, length);
  }

  /** Finite numbers may have a sum that is not. */
  private static boolean each(float[] x, int length) {
    for (int i = 0; i < length; i++) {
      if (!Float.isFinite(x[i])) {
        return false;
      }
    }
    return true;
  }
}
