package io.pollard.prune.repair;

import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Samples of a layer: pixels of its result, drawn for each example, all if there are no more.
 * Wanted at each are the values of the whole network, plus what the network as it is lacks in
 * whatever they are added to.
 */
final class Samples {
  private final Reader reader;
  private final long seed;
  private final int number;
  private final int positions;

  /**
   * @param number of the layer
   * @param positions drawn in each example
   */
  Samples(Reader reader, long seed, int number, int positions) {
    this.reader = reader;
    this.seed = seed;
    this.number = number;
    this.positions = positions;
  }

  /**
   * Sums over all samples.
   *
   * @param whole the undamaged network
   * @param now the network as it is
   * @param shards of examples
   * @param weights of the network as it is
   * @param kept keeps the samples themselves too, if it is there
   */
  NormalEquations sum(
      Examples.Probe whole,
      Examples.Probe now,
      int shards,
      float[] weights,
      Optional<KeptSamples> kept) {
    int columns = reader.layer().columns();
    int rows = reader.layer().rows();
    NormalEquations sums = new NormalEquations(columns, rows);
    double[] beforeNorm = new double[rows];
    Arrays.setAll(beforeNorm, row -> reader.beforeNorm(row, weights));
    float[] patches = new float[Math.multiplyExact(reader.layer().patches(), columns)];
    double[] patch = new double[columns + 1];
    long example = 0;
    for (int shard = 0; shard < shards; shard++) {
      Map<String, float[]> then = whole.values(shard, reader.targets());
      Map<String, float[]> given = now.values(shard, reader.sources());
      float[] inputs = Objects.requireNonNull(given.get(reader.input()));
      double[] wanted = wanted(then, given, beforeNorm);
      int size = wanted.length / (rows * reader.layer().patches());
      for (int n = 0; n < size; n++) {
        reader.layer().unfold(inputs, n, 0, patches);
        for (int pixel : pixels(example++)) {
          for (int column = 0; column < columns; column++) {
            patch[column] = patches[pixel * columns + column];
          }
          double[] outputs = outputs(wanted, n, pixel);
          sums.add(patch, outputs);
          kept.ifPresent(samples -> samples.add(patch, columns, outputs));
        }
      }
    }
    return sums;
  }

  /** What the layer is to make, {@code [examples, outputs, pixels]}. */
  private double[] wanted(
      Map<String, float[]> then, Map<String, float[]> given, double[] beforeNorm) {
    float[] made = Objects.requireNonNull(then.get(reader.layer().node().name()));
    double[] wanted = new double[made.length];
    Arrays.setAll(wanted, i -> made[i]);
    int pixels = reader.layer().patches();
    for (String other : reader.others()) {
      float[] before = Objects.requireNonNull(then.get(other));
      float[] after = Objects.requireNonNull(given.get(other));
      for (int i = 0; i < wanted.length; i++) {
        double lost = (double) before[i] - after[i];
        wanted[i] += lost * beforeNorm[i / pixels % beforeNorm.length];
      }
    }
    return wanted;
  }

  private int[] pixels(long example) {
    int all = reader.layer().patches();
    int[] order = Draws.of(seed, "reconstruction", number, example).permutation(all);
    return Arrays.copyOf(order, Math.min(positions, all));
  }

  private double[] outputs(double[] values, int example, int pixel) {
    int rows = reader.layer().rows();
    int pixels = reader.layer().patches();
    double[] outputs = new double[rows];
    Arrays.setAll(outputs, row -> values[(example * rows + row) * pixels + pixel]);
    return outputs;
  }
}
