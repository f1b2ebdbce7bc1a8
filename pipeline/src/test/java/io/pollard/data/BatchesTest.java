package io.pollard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.network.Shape;
import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final Shape SHAPE = new Shape(2, 3, 4);

  /** Every feature tells its example, channel, row and column; padding is -1 and -2. */
  private record Told(int size) implements Samples {
    @Override
    public int label(int index) {
      return index % 3;
    }

    @Override
    public void copy(int index, float[] into, int offset) {
      for (int i = 0; i < SHAPE.size(); i++) {
        into[offset + i] = 100 * index + i;
      }
    }

    @Override
    public float padding(int channel) {
      return -1f - channel;
    }
  }

  private static Batches batches(int size, int batchSize, Augmentation augmentation) {
    return new Batches(new Told(size), SHAPE, 3, batchSize, 42, augmentation);
  }

  @Test
  void anEpochIsThePermutationOfItsKeyInBatches() {
    Batches batches = batches(7, 3, new Augmentation());
    assertThat(batches.iterationsPerEpoch()).isEqualTo(3);
    float[] features = new float[3 * SHAPE.size()];
    float[] targets = new float[3 * 3];
    for (int epoch = 0; epoch < 2; epoch++) {
      int[] order = Draws.of(42, "shuffle", epoch).permutation(7);
      List<Integer> seen = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int size = batches.fill(epoch * 3 + i, features, targets);
        assertThat(size).isEqualTo(i < 2 ? 3 : 1);
        for (int j = 0; j < size; j++) {
          int index = (int) features[j * SHAPE.size()] / 100;
          seen.add(index);
          for (int k = 0; k < SHAPE.size(); k++) {
            assertThat(features[j * SHAPE.size() + k]).isEqualTo(100 * index + k);
          }
          for (int k = 0; k < 3; k++) {
            assertThat(targets[j * 3 + k]).isEqualTo(k == index % 3 ? 1f : 0f);
          }
        }
      }
      assertThat(seen).containsExactly(Arrays.stream(order).boxed().toArray(Integer[]::new));
    }
  }

  @Test
  void whatIsBehindTheBatchStaysAsItIs() {
    Batches batches = batches(4, 3, new Augmentation(1, true));
    float[] features = new float[3 * SHAPE.size()];
    float[] targets = new float[9];
    Arrays.fill(features, 7f);
    Arrays.fill(targets, 7f);
    assertThat(batches.fill(1, features, targets)).isEqualTo(1);
    for (int i = SHAPE.size(); i < features.length; i++) {
      assertThat(features[i]).isEqualTo(7f);
    }
    assertThat(targets[3]).isEqualTo(7f);
  }

  @Test
  void aBatchLargerThanTheSplitIsAllOfIt() {
    Batches batches = batches(2, 100, new Augmentation());
    assertThat(batches.iterationsPerEpoch()).isEqualTo(1);
    assertThat(batches.fill(5, new float[2 * SHAPE.size()], new float[6])).isEqualTo(2);
  }

  @Test
  void fillsInOrder() {
    float[] features = new float[2 * SHAPE.size()];
    float[] targets = new float[6];
    Samples samples = new Told(5);
    assertThat(Batches.fillInOrder(samples, SHAPE, 3, 1, 2, features, targets)).isEqualTo(2);
    assertThat(features[0]).isEqualTo(100f);
    assertThat(features[SHAPE.size() + 1]).isEqualTo(201f);
    assertThat(targets).containsExactly(0f, 1f, 0f, 0f, 0f, 1f);
    assertThat(Batches.fillInOrder(samples, SHAPE, 3, 4, 2, features, targets)).isEqualTo(1);
    assertThat(features[0]).isEqualTo(400f);
    assertThat(targets[1]).isEqualTo(1f);
  }

  /** Every augmented image is one window of the padded original, mirrored or not. */
  @Test
  void augmentationShiftsMirrorsAndPadsWithARawZero() {
    Batches batches = batches(200, 200, new Augmentation(1, true));
    float[] features = new float[200 * SHAPE.size()];
    batches.fill(0, features, new float[600]);
    int[] order = Draws.of(42, "shuffle", 0).permutation(200);
    int[] windows = new int[18];
    for (int i = 0; i < 200; i++) {
      Draws draws = Draws.of(42, "augment", 0, order[i]);
      int down = draws.nextInt(3) - 1;
      int right = draws.nextInt(3) - 1;
      boolean flip = draws.nextBoolean();
      windows[((down + 1) * 3 + right + 1) * 2 + (flip ? 1 : 0)]++;
      for (int c = 0; c < 2; c++) {
        for (int y = 0; y < 3; y++) {
          for (int x = 0; x < 4; x++) {
            int row = y + down;
            int column = (flip ? 3 - x : x) + right;
            boolean inside = row >= 0 && row < 3 && column >= 0 && column < 4;
            float expected = inside ? 100 * order[i] + c * 12 + row * 4 + column : -1f - c;
            assertThat(features[i * SHAPE.size() + c * 12 + y * 4 + x]).isEqualTo(expected);
          }
        }
      }
    }
    assertThat(windows).doesNotContain(0);
  }

  @Test
  void augmentationIsDrawnAnewInEveryEpochAndDoesNotDependOnTheBatchSize() {
    float[] first = epoch(batches(30, 30, new Augmentation(1, false)), 0, 30);
    float[] second = epoch(batches(30, 30, new Augmentation(1, false)), 1, 30);
    float[] inSevens = epoch(batches(30, 7, new Augmentation(1, false)), 0, 7);
    assertThat(inSevens).containsExactly(first);
    assertThat(second).isNotEqualTo(first);
  }

  private static float[] epoch(Batches batches, int epoch, int batchSize) {
    float[] all = new float[30 * SHAPE.size()];
    float[] features = new float[batchSize * SHAPE.size()];
    float[] targets = new float[batchSize * 3];
    int at = 0;
    for (int i = 0; i < batches.iterationsPerEpoch(); i++) {
      int size = batches.fill(epoch * batches.iterationsPerEpoch() + i, features, targets);
      System.arraycopy(features, 0, all, at, size * SHAPE.size());
      at += size * SHAPE.size();
    }
    return all;
  }

  @Test
  void refusesWhatMakesNoBatch() {
    assertThatThrownBy(() -> batches(0, 1, new Augmentation()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are no samples to make batches of");
    assertThatThrownBy(() -> batches(1, 0, new Augmentation()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize and classes are at least 1, found 0 and 3");
  }
}
