package io.pollard.store;

import io.pollard.store.FileNames.StepFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files of a table that one experiment has.
 *
 * @param compacted names of files with the rows of many steps, in order
 * @param steps files with the rows of one step, in order
 */
record Listing(List<String> compacted, List<StepFile> steps) {
  private static final int TRIES = 10;

  /**
   * Lists a table's files. A listing that runs while files are being compacted may miss both a
   * compacted file that came too late and the files it replaced, so it is repeated until no
   * compacted file is new.
   */
  static Listing of(RowFiles files, Table<?> table, String experiment) {
    String folder = FileNames.folder(table, experiment);
    List<String> names = files.list(folder);
    Set<String> compacted = compacted(names);
    for (int i = 0; i < TRIES; i++) {
      List<String> again = files.list(folder);
      boolean still = compacted.containsAll(compacted(again));
      names = again;
      compacted = compacted(again);
      if (still) {
        break;
      }
    }
    List<StepFile> steps = new ArrayList<>();
    names.stream().sorted().forEach(name -> FileNames.step(name).ifPresent(steps::add));
    return new Listing(List.copyOf(compacted), steps);
  }

  private static Set<String> compacted(List<String> names) {
    Set<String> compacted = new TreeSet<>();
    for (String name : names) {
      if (FileNames.compacted(name)) {
        compacted.add(name);
      }
    }
    return compacted;
  }

  /** The names of all files, compacted ones first. */
  List<String> names() {
    List<String> names = new ArrayList<>(compacted);
    steps.forEach(file -> names.add(file.name()));
    return names;
  }
}
