package io.pollard.store;

import io.pollard.store.FileNames.StepFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
    Listing listing = once(files, folder);
    for (int i = 0; i < TRIES; i++) {
      Listing again = once(files, folder);
      if (listing.compacted.containsAll(again.compacted)) {
        return again;
      }
      listing = again;
    }
    return listing;
  }

  private static Listing once(RowFiles files, String folder) {
    List<String> compacted = new ArrayList<>();
    List<StepFile> steps = new ArrayList<>();
    for (String name : files.list(folder)) {
      Optional<StepFile> step = FileNames.step(name);
      if (step.isPresent()) {
        steps.add(step.get());
      } else if (FileNames.compacted(name)) {
        compacted.add(name);
      }
    }
    Collections.sort(compacted);
    Collections.sort(steps);
    return new Listing(compacted, steps);
  }

  /** The names of all files, compacted ones first. */
  List<String> names() {
    List<String> names = new ArrayList<>(compacted);
    steps.forEach(file -> names.add(file.name()));
    return names;
  }
}
