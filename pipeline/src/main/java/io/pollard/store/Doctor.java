package io.pollard.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Examines a warehouse and repairs what can be repaired without losing anything that is whole.
 *
 * <p>Every file is read and every checksum computed. Repairing never takes away rows that a reader
 * sees, unless their step lost something that it had committed: leftovers that nobody sees are
 * deleted, damaged files are moved to the folder {@code _set_aside} of their table, and a step that
 * lost something is made uncommitted, so that running its experiment again runs the step again.
 *
 * <p>Cost: reads the whole warehouse once (once more per round of repair); memory for the ids of
 * all steps and for one checkpoint.
 */
public final class Doctor {
  /** Making a step uncommitted makes orphans of its other rows, which the next round deletes. */
  private static final int ROUNDS = 6;

  private final Warehouse warehouse;
  private final Instant quietSince;

  /**
   * A doctor for a warehouse.
   *
   * @param warehouse to examine
   * @param grace leftovers younger than this may be those of a running process and are passed over;
   *     zero if none runs
   */
  public Doctor(Warehouse warehouse, Duration grace) {
    this.warehouse = warehouse;
    this.quietSince = Instant.now().minus(grace);
  }

  /** What is wrong, without changing anything. */
  public List<Finding> check() {
    return examine(new Repairs(warehouse.files())).findings();
  }

  /**
   * Repairs what can be repaired.
   *
   * @return what was repaired, in order; {@link #check} tells what is left
   */
  public List<Finding> repair() {
    List<Finding> repaired = new ArrayList<>();
    Repairs repairs = new Repairs(warehouse.files());
    for (int round = 0; round < ROUNDS; round++) {
      List<Finding> cured = examine(repairs).cure();
      if (cured.isEmpty()) {
        break;
      }
      repaired.addAll(cured);
    }
    return repaired;
  }

  private Examination examine(Repairs repairs) {
    Examination examination = new Examination(warehouse.files(), repairs, quietSince);
    new FolderCheck(examination).check();
    Set<String> experiments = experiments();
    Census census = new Census();
    for (String experiment : experiments) {
      new StepsCheck(examination, experiment, census).check();
    }
    for (String experiment : experiments) {
      new RowsCheck<>(examination, Tables.RESULTS, Contents::resultRows, experiment, census)
          .check();
      new RowsCheck<>(examination, Tables.HISTORY, Contents::historyRows, experiment, census)
          .check();
      new RowsCheck<>(examination, Tables.LAYERS, Contents::layerRows, experiment, census).check();
      new RowsCheck<>(
              examination, Tables.SENSITIVITY, Contents::sensitivityRows, experiment, census)
          .check();
      new RowsCheck<>(examination, Tables.SCORES, Contents::scoreRows, experiment, census).check();
      new RowsCheck<>(examination, Tables.FAILURES, contents -> 0, experiment, census).check();
      new RowsCheck<>(examination, Tables.LATENCY, contents -> 0, experiment, census).check();
    }
    new CheckpointsCheck(examination, census).check();
    return examination;
  }

  /** Whoever has a folder in any table: a run that was killed early has none in that of steps. */
  private Set<String> experiments() {
    Set<String> experiments = new TreeSet<>();
    for (Table<?> table : Tables.all()) {
      for (String name : warehouse.files().list(table.name())) {
        FileNames.experiment(name).ifPresent(experiments::add);
      }
    }
    return experiments;
  }
}
