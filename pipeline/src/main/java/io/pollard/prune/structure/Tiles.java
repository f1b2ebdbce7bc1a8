package io.pollard.prune.structure;

import io.pollard.network.Mask;
import io.pollard.network.Network;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * A weight tensor cut into boxes of {@code rows} output channels, {@code columns} input channels
 * and {@code positions} places of the window; nothing else goes with them. The last box along an
 * axis holds what is left there. Groups count in C order over [output, input, position]. A group's
 * score is the mean over its elements, so that smaller boxes at the border compare with whole ones.
 *
 * @param weights the tensor
 * @param rows output channels of a box, at least 1
 * @param columns input channels of a box, at least 1
 * @param positions places of the window in a box: 1 or all
 * @param floor number of boxes that always stay
 */
public record Tiles(Weights weights, int rows, int columns, int positions, int floor)
    implements Block {

  public Tiles {
    if (rows < 1 || columns < 1 || (positions != 1 && positions != weights.window())) {
      throw new IllegalArgumentException(
          "boxes of %d x %d x %d of a window of %d"
              .formatted(rows, columns, positions, weights.window()));
    }
  }

  /** How a tensor is cut. */
  @FunctionalInterface
  public interface Cut {
    Tiles of(Weights weights);
  }

  /** All dense layers and convolutions of a network whose weights may be pruned, cut alike. */
  public static Groups groups(Network network, Cut cut) {
    return new Groups(Weights.prunable(network).stream().<Block>map(cut::of).toList());
  }

  @Override
  public String layer() {
    return weights.slice().layer();
  }

  @Override
  public String name() {
    return weights.slice().tensor();
  }

  @Override
  public int count() {
    return boxes(weights.outputs(), rows) * across() * places();
  }

  private int across() {
    return boxes(weights.inputs(), columns);
  }

  private int places() {
    return weights.window() / positions;
  }

  private static int boxes(int length, int size) {
    return (length + size - 1) / size;
  }

  @Override
  public int size() {
    boolean whole = weights.outputs() % rows == 0 && weights.inputs() % columns == 0;
    return whole ? rows * columns * positions : 0;
  }

  @Override
  public int multiple() {
    return 1;
  }

  @Override
  public boolean kept(int group, Mask mask) {
    return any(group, mask::kept);
  }

  @Override
  public void forEachOwn(int group, IntConsumer index) {
    any(
        group,
        i -> {
          index.accept(i);
          return false;
        });
  }

  @Override
  public void forEachPruned(int group, IntConsumer index) {
    forEachOwn(group, index);
  }

  /** Whether any index of a group, in C order, passes a test; asks no further than that. */
  private boolean any(int group, IntPredicate test) {
    int position = group % places() * positions;
    int box = group / places();
    int input = box % across() * columns;
    int output = box / across() * rows;
    int lastOutput = Math.min(output + rows, weights.outputs());
    int lastInput = Math.min(input + columns, weights.inputs());
    for (int o = output; o < lastOutput; o++) {
      for (int i = input; i < lastInput; i++) {
        for (int p = position; p < position + positions; p++) {
          if (test.test(weights.index(o, i, p))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  @Override
  public void aggregate(float[] elements, float[] scores, int first) {
    int count = count();
    for (int group = 0; group < count; group++) {
      Mean mean = new Mean(elements);
      forEachOwn(group, mean);
      scores[first + group] = (float) (mean.sum / mean.count);
    }
  }

  /** The mean of the elements that it is shown. */
  private static final class Mean implements IntConsumer {
    private final float[] elements;
    private double sum;
    private int count;

    Mean(float[] elements) {
      this.elements = elements;
    }

    @Override
    public void accept(int index) {
      sum += elements[index];
      count++;
    }
  }
}
