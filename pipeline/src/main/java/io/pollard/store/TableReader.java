package io.pollard.store;

import io.pollard.DataException;
import io.pollard.store.Table.Owner;
import io.pollard.store.Table.Visibility;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the rows of a table that belong to committed steps, each once, even while other steps are
 * being committed and files compacted.
 */
final class TableReader<R> {
  private static final int TRIES = 5;

  private final RowFiles files;
  private final Table<R> table;
  private final Committed committed;
  private final Optional<Set<String>> steps;
  private final Consumer<R> consumer;
  private final Set<String> read = new HashSet<>();
  private final Map<Owner, String> owners = new HashMap<>();

  /**
   * @param committed the experiment and what it has committed
   * @param steps whose rows are wanted; empty for all
   * @param consumer is given the rows
   */
  TableReader(
      RowFiles files,
      Table<R> table,
      Committed committed,
      Optional<Set<String>> steps,
      Consumer<R> consumer) {
    this.files = files;
    this.table = table;
    this.committed = committed;
    this.steps = steps;
    this.consumer = consumer;
  }

  /**
   * Reads.
   *
   * @throws DataException if a file is damaged
   */
  void read() {
    for (int i = 0; i < TRIES; i++) {
      if (readAll()) {
        return;
      }
    }
    throw new DataException(
        "Cannot read table %s: files vanish while they are read (experiment=%s); wait until no other program changes the warehouse"
            .formatted(table, committed.experiment()));
  }

  /** Whether every file that was listed was still there when its turn came. */
  private boolean readAll() {
    try {
      for (String name : names()) {
        if (!read.contains(name)) {
          read(name);
          read.add(name);
        }
      }
      return true;
    } catch (FileNotFoundException e) {
      // Compacted in the meantime: a new listing has its rows elsewhere.
      return false;
    }
  }

  private List<String> names() {
    Listing listing = Listing.of(files, table, committed.experiment());
    List<String> names = new ArrayList<>(listing.compacted());
    listing.steps().stream()
        .filter(file -> wanted(file.stepId()) && mayBeVisible(file.stepId()))
        .forEach(file -> names.add(file.name()));
    return names;
  }

  private void read(String name) throws FileNotFoundException {
    boolean all = FileNames.step(name).filter(committed::contains).isPresent();
    files.read(
        table,
        FileNames.path(table, committed.experiment(), name),
        row -> {
          Owner owner = table.owner(row);
          if (wanted(owner.stepId())
              && (all || visible(owner))
              && name.equals(owners.computeIfAbsent(owner, o -> name))) {
            consumer.accept(row);
          }
        });
  }

  private boolean wanted(String stepId) {
    return steps.isEmpty() || steps.get().contains(stepId);
  }

  private boolean mayBeVisible(String stepId) {
    return table.visibility() == Visibility.ALWAYS || committed.contains(stepId);
  }

  private boolean visible(Owner owner) {
    Visibility visibility = table.visibility();
    return switch (visibility) {
      case ALWAYS -> true;
      case STEP -> committed.contains(owner.stepId());
      case USE -> owner.use().filter(committed.uses(owner.stepId())::contains).isPresent();
    };
  }
}
