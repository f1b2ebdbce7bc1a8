package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Shape;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BatchesProperties {
  private static final Shape SHAPE = new Shape(1, 2, 2);

  private static Samples numbered(int size) {
    int[] all = IntStream.range(0, size).toArray();
    float[] numbers = new float[size * 4];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Math.floorDiv(i, 4);
    }
    Moments identity = new Moments(new double[1], new double[] {1});
    return new NumberSamples(numbers, new int[size], all, identity, SHAPE);
  }

  @Property(tries = 200)
  void everyEpochSeesEveryExampleOnce(
      @ForAll @IntRange(min = 1, max = 200) int size,
      @ForAll @IntRange(min = 1, max = 64) int batchSize,
      @ForAll @IntRange(min = 0, max = 1000) int epoch,
      @ForAll long seed) {
    Batches batches = new Batches(numbered(size), SHAPE, 1, batchSize, seed, new Augmentation());
    float[] features = new float[batchSize * 4];
    boolean[] seen = new boolean[size];
    int total = 0;
    for (int i = 0; i < batches.iterationsPerEpoch(); i++) {
      int filled =
          batches.fill(epoch * batches.iterationsPerEpoch() + i, features, new float[batchSize]);
      for (int j = 0; j < filled; j++) {
        seen[(int) features[j * 4]] = true;
      }
      total += filled;
    }
    assertThat(total).isEqualTo(size);
    assertThat(seen).doesNotContain(false);
  }

  /** What a batch holds does not depend on which were asked for before it. */
  @Property(tries = 200)
  void aBatchIsAPureFunctionOfTheIteration(
      @ForAll @IntRange(min = 1, max = 100) int size,
      @ForAll @IntRange(min = 1, max = 20) int batchSize,
      @ForAll @IntRange(min = 0, max = 500) int iteration,
      @ForAll @IntRange(min = 0, max = 500) int before,
      @ForAll boolean flip,
      @ForAll long seed) {
    Augmentation augmentation = new Augmentation(1, flip);
    Samples samples = numbered(size);
    Batches fresh = new Batches(samples, SHAPE, 1, batchSize, seed, augmentation);
    Batches used = new Batches(samples, SHAPE, 1, batchSize, seed, augmentation);
    float[] expected = new float[batchSize * 4];
    float[] found = new float[batchSize * 4];
    used.fill(before, new float[batchSize * 4], new float[batchSize]);
    int expectedSize = fresh.fill(iteration, expected, new float[batchSize]);
    int foundSize = used.fill(iteration, found, new float[batchSize]);
    assertThat(foundSize).isEqualTo(expectedSize);
    assertThat(found).containsExactly(expected);
  }
}
