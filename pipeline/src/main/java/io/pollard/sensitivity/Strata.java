package io.pollard.sensitivity;

import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The examples of a split by what the unpruned network makes of them: those that it gets right and
 * those that it gets wrong, either by their margins into strata of about the same size. Pruning
 * changes the answers with the smallest margins first, so that within a stratum most cells change
 * nearly all answers or nearly none, and few examples tell how many.
 *
 * <p>Depends on the unpruned network and, for the order within a stratum, on the seed alone.
 */
final class Strata {
  /** Examples of a stratum, unless there are fewer. */
  private static final int LEAST = 50;

  private static final int MOST_RIGHT = 24;
  private static final int MOST_WRONG = 8;

  private final List<int[]> strata = new ArrayList<>();
  private final List<Double> margins = new ArrayList<>();
  private final int right;
  private final int examples;

  Strata(List<Standing> standings, long seed) {
    examples = standings.size();
    cut(standings.stream().filter(s -> !s.right()).toList(), MOST_WRONG, seed);
    int wrong = strata.size();
    cut(standings.stream().filter(Standing::right).toList(), MOST_RIGHT, seed);
    right = wrong;
  }

  private void cut(List<Standing> some, int most, long seed) {
    List<Standing> ascending =
        some.stream()
            .sorted(
                Comparator.comparingDouble(Standing::margin).thenComparingInt(Standing::example))
            .toList();
    int size = ascending.size();
    int count = Math.max(Math.min(1, size), Math.min(most, size / LEAST));
    for (int i = 0; i < count; i++) {
      List<Standing> own =
          ascending.subList((int) ((long) size * i / count), (int) ((long) size * (i + 1) / count));
      int[] order = Draws.of(seed, "sensitivity", strata.size()).permutation(own.size());
      int[] shuffled = new int[own.size()];
      for (int k = 0; k < order.length; k++) {
        shuffled[k] = own.get(order[k]).example();
      }
      strata.add(shuffled);
      margins.add((double) Math.abs(own.get(own.size() / 2).margin()));
    }
  }

  /** How many. */
  int count() {
    return strata.size();
  }

  /** Examples in all of them. */
  int examples() {
    return examples;
  }

  /** Examples in one. */
  int size(int stratum) {
    return strata.get(stratum).length;
  }

  /** The median distance of its logits from a tie. */
  double margin(int stratum) {
    return margins.get(stratum);
  }

  /** Whether the unpruned network is right about it. */
  boolean isRight(int stratum) {
    return stratum >= right;
  }

  /**
   * The strata that the unpruned network is right, or wrong, about, from the smallest margin on.
   */
  int[] fromTie(boolean isRight) {
    return isRight
        ? IntStream.range(right, count()).toArray()
        : IntStream.range(0, right).map(s -> right - 1 - s).toArray();
  }

  /** What lies between two numbers of examples of each stratum, in its order. */
  Look between(int[] from, int[] to) {
    int size = 0;
    for (int s = 0; s < count(); s++) {
      size += to[s] - from[s];
    }
    int[] some = new int[size];
    int[] which = new int[size];
    int at = 0;
    for (int s = 0; s < count(); s++) {
      for (int i = from[s]; i < to[s]; i++) {
        some[at] = strata.get(s)[i];
        which[at++] = s;
      }
    }
    return new Look(some, which, count());
  }
}
