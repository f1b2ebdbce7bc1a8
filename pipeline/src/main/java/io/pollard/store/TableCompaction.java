package io.pollard.store;

import io.pollard.DataException;
import io.pollard.store.FileNames.StepFile;
import io.pollard.store.Table.Owner;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compacts one table of one experiment, see {@link Compactor}. */
final class TableCompaction<R> {
  private static final int TRIES = 5;

  private final RowFiles files;
  private final Table<R> table;
  private final String experiment;
  private final long targetBytes;
  private Committed committed;

  /** Which file has an owner's rows: the first that readers look into. */
  private final Map<Owner, String> owners = new HashMap<>();

  TableCompaction(RowFiles files, Table<R> table, String experiment, long targetBytes) {
    this.files = files;
    this.table = table;
    this.experiment = experiment;
    this.targetBytes = targetBytes;
    this.committed = Committed.of(files, experiment);
  }

  Compaction compact() {
    int before = Listing.of(files, table, experiment).names().size();
    for (int i = 0; i < TRIES; i++) {
      if (compactOnce()) {
        int after = Listing.of(files, table, experiment).names().size();
        return new Compaction(experiment, table.name(), before, after);
      }
      committed = Committed.of(files, experiment);
    }
    throw new DataException(
        "Cannot compact table %s: files vanish while they are read (experiment=%s); wait until no other program compacts the warehouse"
            .formatted(table, experiment));
  }

  /** Whether every file that was listed was still there when its turn came. */
  private boolean compactOnce() {
    owners.clear();
    Listing listing = Listing.of(files, table, experiment);
    try {
      List<String> sources = new ArrayList<>();
      long bytes = 0;
      for (String name : sources(listing)) {
        long size = size(name);
        if (bytes > 0 && bytes + size > targetBytes) {
          merge(sources);
          sources.clear();
          bytes = 0;
        }
        sources.add(name);
        bytes += size;
      }
      merge(sources);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /**
   * The files to rewrite, in the order in which readers look into them. Files of which readers take
   * no row, since a compacted file has all of them, are deleted on the way.
   */
  private List<String> sources(Listing listing) throws FileNotFoundException {
    List<String> sources = new ArrayList<>();
    Set<String> compactedSteps = new HashSet<>();
    for (String name : listing.compacted()) {
      Set<Owner> found = owners(name);
      found.forEach(owner -> compactedSteps.add(owner.stepId()));
      if (!claim(name, found)) {
        files.delete(path(name));
      } else if (size(name) < targetBytes / 2) {
        sources.add(name);
      }
    }
    for (StepFile file : listing.steps()) {
      if (compactedSteps.contains(file.stepId())) {
        Set<Owner> found = owners(file.name());
        if (visible(file) && found.stream().allMatch(owners::containsKey)) {
          files.delete(path(file.name()));
          continue;
        }
      }
      if (visible(file)) {
        sources.add(file.name());
      }
    }
    return sources;
  }

  /** Whether readers take rows from a file. */
  private boolean claim(String name, Set<Owner> found) {
    boolean claimed = false;
    for (Owner owner : found) {
      claimed |= name.equals(owners.computeIfAbsent(owner, o -> name));
    }
    return claimed;
  }

  private Set<Owner> owners(String name) throws FileNotFoundException {
    Set<Owner> found = new LinkedHashSet<>();
    files.read(table, path(name), row -> found.add(table.owner(row)));
    return found;
  }

  /** Whether all rows of a step's file are seen by readers. */
  private boolean visible(StepFile file) throws FileNotFoundException {
    return switch (table.visibility()) {
      case ALWAYS -> true;
      case STEP -> committed.contains(file.stepId());
      case USE -> committed.contains(file) || visible(owners(file.name()));
    };
  }

  private boolean visible(Set<Owner> found) {
    return found.stream()
        .allMatch(
            owner -> owner.use().filter(committed.uses(owner.stepId())::contains).isPresent());
  }

  private void merge(List<String> sources) throws FileNotFoundException {
    if (sources.size() < 2) {
      return;
    }
    // The same sources give the same name, so that doing it again replaces and does not double.
    String name = FileNames.compactedOf(String.join("\n", sources));
    Tally written = new Tally();
    try {
      files.write(
          table,
          path(name),
          sink -> {
            written.reset();
            for (String source : sources) {
              copy(source, sink, written);
            }
          });
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof FileNotFoundException vanished) {
        throw vanished;
      }
      throw e;
    }
    Tally read = new Tally();
    files.read(table, path(name), read::add);
    if (!read.matches(written)) {
      throw new DataException(
          "Cannot compact table %s: the new file does not hold what was written to it (file=%s); check the disk"
              .formatted(table, files.storage().name(path(name))));
    }
    sources.forEach(source -> files.delete(path(source)));
  }

  /** Copies the rows that readers take from a file. */
  private void copy(String source, RowFiles.RowSink<R> sink, Tally tally) throws IOException {
    try (RowReader<R> reader = files.open(table, path(source))) {
      for (var row = reader.next(); row.isPresent(); row = reader.next()) {
        Owner owner = table.owner(row.get());
        if (source.equals(owners.computeIfAbsent(owner, o -> source))) {
          sink.accept(row.get());
          tally.add(row.get());
        }
      }
    }
  }

  private long size(String name) throws FileNotFoundException {
    try {
      return files.storage().input(path(name)).getLength();
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at " + files.storage().name(path(name)), e);
    }
  }

  private String path(String name) {
    return FileNames.path(table, experiment, name);
  }

  /** Number and order-dependent hash of rows. */
  private static final class Tally {
    private long rows;
    private long hash;

    void reset() {
      rows = 0;
      hash = 0;
    }

    void add(Object row) {
      rows++;
      hash = 31 * hash + row.hashCode();
    }

    boolean matches(Tally other) {
      return rows == other.rows && hash == other.hash;
    }
  }
}
