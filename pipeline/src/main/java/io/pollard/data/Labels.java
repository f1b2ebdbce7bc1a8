package io.pollard.data;

import io.pollard.DataException;
import io.pollard.data.place.Place;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Class names and the check of labels against them, for formats that hold labels as numbers. */
final class Labels {
  private Labels() {}

  /**
   * The names in a text file, one a line; empty lines are skipped.
   *
   * @throws DataException if there are none or a name occurs twice
   */
  static Optional<List<String>> names(Place folder, String file) {
    return Source.find(folder, file).map(Labels::names);
  }

  private static List<String> names(Source source) {
    String text = source.read(in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
    List<String> names = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (names.isEmpty()) {
      throw new DataException(
          "Cannot read class names: the file has none (file=%s); write one a line, or delete it"
              .formatted(source));
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new DataException(
            "Cannot read class names: a name occurs twice (file=%s, name=%s); name each class once"
                .formatted(source, name));
      }
    }
    return names;
  }

  /**
   * Names for labels that nobody named: their numbers, from 0 to the largest that occurs. A class
   * without a single training example more likely comes from a damaged label than from a plan, so
   * it has to be asked for by naming the classes.
   *
   * @param labels of the training split
   * @param source of the labels
   * @param remedy how this format is told the classes
   * @throws DataException if a number below the largest does not occur
   */
  static List<String> numbered(int[] labels, Object source, String remedy) {
    int largest = IntStream.of(labels).max().orElseThrow();
    // The first gap is at most the number of examples, whatever the largest label is.
    boolean[] present = new boolean[Math.min(largest, labels.length) + 1];
    for (int label : labels) {
      if (label < present.length) {
        present[label] = true;
      }
    }
    for (int label = 0; label < present.length; label++) {
      if (!present[label]) {
        throw new DataException(
            ("Cannot read labels: the largest is %d, but no training example has label %d"
                    + " (file=%s); if this is meant, %s")
                .formatted(largest, label, source, remedy));
      }
    }
    return IntStream.rangeClosed(0, largest).mapToObj(Integer::toString).toList();
  }

  /**
   * Holds every label to the classes.
   *
   * @throws DataException if one is none of them
   */
  static void check(int[] labels, int classes, Object source) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new DataException(
            ("Cannot read labels: label out of range (file=%s, example=%d, found=%d,"
                    + " expected=0..%d); check that the file belongs to this data set")
                .formatted(source, i, labels[i], classes - 1));
      }
    }
  }
}
