package io.pollard.store;

import io.pollard.DataException;
import io.pollard.store.FileNames.StepFile;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one experiment had committed when it was asked. Names of files tell it; a file is opened
 * only if it is compacted or if a step is asked for with other uses than one of its files was named
 * for.
 */
public final class Committed {
  private static final int TRIES = 5;

  private final RowFiles files;
  private final String experiment;
  private final Map<String, List<StepFile>> stepFiles = new HashMap<>();
  private final Map<String, Set<Use>> uses = new HashMap<>();
  private final Set<StepFile> opened = new HashSet<>();

  private Committed(RowFiles files, String experiment) {
    this.files = files;
    this.experiment = experiment;
  }

  static Committed of(RowFiles files, String experiment) {
    Committed committed = new Committed(files, experiment);
    committed.load();
    return committed;
  }

  /** The experiment. */
  public String experiment() {
    return experiment;
  }

  /** The ids of the committed steps, in order. */
  public synchronized Set<String> stepIds() {
    Set<String> ids = new TreeSet<>(stepFiles.keySet());
    ids.addAll(uses.keySet());
    return Collections.unmodifiableSet(ids);
  }

  /** Whether a step is committed, for whatever use. */
  public synchronized boolean contains(String stepId) {
    return stepFiles.containsKey(stepId) || uses.containsKey(stepId);
  }

  /**
   * Those of the uses of a step that have no rows yet, in the order given.
   *
   * @throws DataException if a file must be opened and is damaged
   */
  public synchronized List<Use> missing(String stepId, Collection<Use> wanted) {
    if (contains(new StepFile(stepId, wanted))) {
      return List.of();
    }
    List<Use> missing = new ArrayList<>(wanted);
    missing.removeAll(uses(stepId));
    return missing;
  }

  /** Whether the rows of a step's uses lie in a file of their own. */
  synchronized boolean contains(StepFile file) {
    return stepFiles.getOrDefault(file.stepId(), List.of()).contains(file);
  }

  /** The uses of a step that have rows. */
  synchronized Set<Use> uses(String stepId) {
    for (int i = 0; i < TRIES; i++) {
      try {
        for (StepFile file : stepFiles.getOrDefault(stepId, List.of())) {
          if (!opened.contains(file)) {
            read(file.name());
            opened.add(file);
          }
        }
        return Collections.unmodifiableSet(uses.getOrDefault(stepId, Set.of()));
      } catch (FileNotFoundException e) {
        // Compacted in the meantime: its rows are in another file now.
        load();
      }
    }
    throw restless(stepId);
  }

  private void load() {
    for (int i = 0; i < TRIES; i++) {
      if (loadOnce()) {
        return;
      }
    }
    throw restless(experiment);
  }

  /** Whether every compacted file that was listed was still there when its turn came. */
  private boolean loadOnce() {
    Listing listing = Listing.of(files, Tables.STEPS, experiment);
    try {
      for (String name : listing.compacted()) {
        read(name);
      }
    } catch (FileNotFoundException e) {
      return false;
    }
    stepFiles.clear();
    for (StepFile file : listing.steps()) {
      stepFiles.computeIfAbsent(file.stepId(), id -> new ArrayList<>()).add(file);
    }
    return true;
  }

  private void read(String name) throws FileNotFoundException {
    files.read(
        Tables.USES,
        FileNames.path(Tables.STEPS, experiment, name),
        row -> uses.computeIfAbsent(row.stepId(), id -> new HashSet<>()).add(row.use()));
  }

  private DataException restless(String what) {
    return new DataException(
        "Cannot read what is committed: files vanish while they are listed (experiment=%s, looking for=%s); wait until no other program changes the warehouse"
            .formatted(experiment, what));
  }
}
