package io.pollard.prune.structure;

import io.pollard.network.Mask;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Single weights of a tensor, of which n always stay in every run of m. A run is m consecutive
 * input channels of one output channel at one place of the window; the last run of a row holds what
 * is left, of which n stay too. Group {@code g} is element {@code g} of the tensor.
 *
 * @param weights the tensor
 * @param n how many stay, at least 1
 * @param m length of a run, at least {@code n}
 */
public record Pattern(Weights weights, int n, int m) implements Block {

  public Pattern {
    if (n < 1 || m < n) {
      throw new IllegalArgumentException(n + " of every " + m);
    }
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
    return weights.slice().length();
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public int floor() {
    return weights.outputs() * weights.window() * (weights.inputs() / m * n + last());
  }

  /** How many stay of what is left at the end of a row. */
  private int last() {
    return Math.min(n, weights.inputs() % m);
  }

  @Override
  public int multiple() {
    return 1;
  }

  @Override
  public boolean kept(int group, Mask mask) {
    return mask.kept(weights.slice().offset() + group);
  }

  @Override
  public int kept(Mask mask) {
    return mask.kept(weights.slice());
  }

  @Override
  public void forEachOwn(int group, IntConsumer index) {
    index.accept(weights.slice().offset() + group);
  }

  @Override
  public void forEachPruned(int group, IntConsumer index) {
    forEachOwn(group, index);
  }

  @Override
  public void aggregate(float[] elements, float[] scores, int first) {
    System.arraycopy(elements, weights.slice().offset(), scores, first, count());
  }

  /**
   * The groups that may go: in every run all but the n highest scores, of equal ones those with the
   * lower index. Time of sorting every run.
   *
   * @param alive those that are still there, as ascending indices into {@code scores}
   * @param first where the scores of this block begin
   * @return a selection of {@code alive}, ascending
   */
  public int[] removable(int[] alive, float[] scores, int first) {
    boolean[] there = new boolean[count()];
    for (int group : alive) {
      there[group - first] = true;
    }
    boolean[] goes = new boolean[there.length];
    Integer[] run = new Integer[m];
    for (int output = 0; output < weights.outputs(); output++) {
      for (int position = 0; position < weights.window(); position++) {
        for (int input = 0; input < weights.inputs(); input += m) {
          int length = alive(run, there, output, input, position);
          Arrays.sort(run, 0, length, (a, b) -> byScore(scores, first + a, first + b));
          for (int i = 0; i < length - n; i++) {
            goes[run[i]] = true;
          }
        }
      }
    }
    return Arrays.stream(alive).filter(group -> goes[group - first]).toArray();
  }

  /** Collects what is alive of a run; says how many. */
  private int alive(Integer[] run, boolean[] there, int output, int from, int position) {
    int count = 0;
    int to = Math.min(from + m, weights.inputs());
    for (int input = from; input < to; input++) {
      int group = weights.index(output, input, position) - weights.slice().offset();
      if (there[group]) {
        run[count++] = group;
      }
    }
    return count;
  }

  /** Ascending scores; -0 and 0 are equal. Of equal ones the higher index first. */
  private static int byScore(float[] scores, int a, int b) {
    int order = Float.compare(scores[a] + 0f, scores[b] + 0f);
    return order == 0 ? Integer.compare(b, a) : order;
  }
}
