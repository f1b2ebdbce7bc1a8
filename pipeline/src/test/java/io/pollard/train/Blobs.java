package io.pollard.train;

import io.pollard.data.Dataset;
import io.pollard.data.Samples;
import io.pollard.network.Shape;
import io.pollard.random.Draws;
import java.util.List;

/** Three clouds of points in four dimensions, drawn by a key. */
final class Blobs {
  static final int CLASSES = 3;
  static final int FEATURES = 4;

  private Blobs() {}

  static Dataset of(int train, int validation) {
    return new Dataset(
        "blobs",
        "none",
        Shape.vector(FEATURES),
        List.of("a", "b", "c"),
        new Cloud(1, train),
        new Cloud(2, validation),
        new Cloud(3, 50));
  }

  private record Cloud(long seed, int size) implements Samples {
    @Override
    public int label(int index) {
      return Draws.of(seed, "label", index).nextInt(CLASSES);
    }

    @Override
    public void copy(int index, float[] into, int offset) {
      Draws draws = Draws.of(seed, "point", index);
      for (int i = 0; i < FEATURES; i++) {
        double centre = i == label(index) ? 1.5 : 0;
        into[offset + i] = (float) (centre + 0.8 * draws.nextGaussian());
      }
    }
  }
}
