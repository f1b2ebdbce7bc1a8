package io.pollard.data;

import io.pollard.UserException;
import io.pollard.random.Draws;
import java.util.Arrays;

/**
 * Which examples belong to which split. All draws are without regard to class and keyed by the
 * split seed alone; within a split, examples stay in the order of the data set.
 *
 * <ul>
 *   <li>validation: the first examples of the permutation of all training examples with key {@code
 *       (seed, "split")}; it does not depend on the limits
 *   <li>train: the rest; with a limit the first of the permutation of that rest with key {@code
 *       (seed, "train-limit")}
 *   <li>test: all; with a limit the first of the permutation with key {@code (seed, "test-limit")}
 * </ul>
 *
 * @param train indices into the training examples, ascending
 * @param validation indices into the training examples, ascending
 * @param test indices into the test examples, ascending
 */
@SuppressWarnings("ArrayRecordComponent")
record Splits(int[] train, int[] validation, int[] test) {

  /**
   * @throws UserException if the validation split leaves nothing to train on
   */
  static Splits of(DatasetSpec spec, int trainExamples, int testExamples) {
    if (spec.validation() >= trainExamples) {
      throw new UserException(
          ("Cannot split data set %s: nothing would be left of its %d training examples"
                  + " (validation=%d); give a smaller validation")
              .formatted(spec.name(), trainExamples, spec.validation()));
    }
    int[] order = Draws.of(spec.splitSeed(), "split").permutation(trainExamples);
    int[] validation = sorted(order, 0, spec.validation());
    int[] rest = sorted(order, spec.validation(), trainExamples);
    int trainLimit = spec.trainLimit().orElse(rest.length);
    int testLimit = spec.testLimit().orElse(testExamples);
    int[] train = limited(rest, trainLimit, spec.splitSeed(), "train-limit");
    int[] test = limited(all(testExamples), testLimit, spec.splitSeed(), "test-limit");
    return new Splits(train, validation, test);
  }

  private static int[] limited(int[] examples, int limit, long seed, String purpose) {
    if (limit >= examples.length) {
      return examples;
    }
    int[] order = Draws.of(seed, purpose).permutation(examples.length);
    int[] chosen = new int[limit];
    for (int i = 0; i < limit; i++) {
      chosen[i] = examples[order[i]];
    }
    Arrays.sort(chosen);
    return chosen;
  }

  private static int[] sorted(int[] order, int from, int to) {
    int[] part = Arrays.copyOfRange(order, from, to);
    Arrays.sort(part);
    return part;
  }

  private static int[] all(int examples) {
    int[] all = new int[examples];
    Arrays.setAll(all, i -> i);
    return all;
  }
}
