package io.pollard.prune.structure;

import io.pollard.network.Mask;
import io.pollard.network.Slice;
import java.util.function.IntConsumer;

/**
 * A tensor cut into groups of neighbouring elements; nothing else goes with them. Kept implicit:
 * group {@code g} covers the {@code size} indices from {@code start + g * size}.
 *
 * @param slice the tensor
 * @param size elements a group; divides the tensor's length
 */
public record Elements(Slice slice, int size) implements Block {

  /**
   * @throws IllegalArgumentException if the tensor cannot be cut into groups of this size
   */
  public Elements {
    if (size < 1 || slice.length() % size != 0) {
      throw new IllegalArgumentException(
          "%s of %d elements cannot be cut into groups of %d"
              .formatted(slice.tensor(), slice.length(), size));
    }
  }

  @Override
  public String layer() {
    return slice.layer();
  }

  @Override
  public String name() {
    return slice.tensor();
  }

  @Override
  public int count() {
    return slice.length() / size;
  }

  @Override
  public int floor() {
    return 0;
  }

  @Override
  public int multiple() {
    return 1;
  }

  /** Index in the flat vector of the first element of a group. */
  public int start(int group) {
    return slice.offset() + group * size;
  }

  @Override
  public boolean kept(int group, Mask mask) {
    int start = start(group);
    for (int i = start; i < start + size; i++) {
      if (mask.kept(i)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int kept(Mask mask) {
    return size == 1 ? mask.kept(slice) : Block.super.kept(mask);
  }

  @Override
  public void forEachPruned(int group, IntConsumer index) {
    forEachOwn(group, index);
  }

  @Override
  public void forEachOwn(int group, IntConsumer index) {
    int start = start(group);
    for (int i = start; i < start + size; i++) {
      index.accept(i);
    }
  }

  @Override
  public void aggregate(float[] elements, float[] scores, int first) {
    int at = slice.offset();
    int count = count();
    if (size == 1) {
      System.arraycopy(elements, at, scores, first, count);
      return;
    }
    for (int group = 0; group < count; group++) {
      double sum = 0.0;
      for (int i = 0; i < size; i++) {
        sum += elements[at++];
      }
      scores[first + group] = (float) sum;
    }
  }
}
