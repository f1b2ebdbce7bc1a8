package io.pollard.store;

import io.pollard.store.Table.Owner;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** What {@link Doctor} does to files. Every action may be killed and done again. */
final class Repairs {
  private static final String SET_ASIDE = "_set_aside";

  private final RowFiles files;
  private final Set<String> uncommitted = new HashSet<>();

  Repairs(RowFiles files) {
    this.files = files;
  }

  void delete(String path) {
    files.delete(path);
  }

  /** Moves a file where no reader looks, under a name that tells where it was. */
  void setAside(String path) {
    int slash = path.indexOf('/');
    String name = path.substring(slash + 1).replace('/', '.') + "." + UUID.randomUUID();
    try {
      files.storage().move(path, path.substring(0, slash + 1) + SET_ASIDE + "/" + name);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot set a file of the warehouse aside: %s (file=%s); check the disk and its permissions"
              .formatted(e, files.storage().name(path)),
          e);
    }
  }

  /** Takes a step's rows out of {@code steps}, so that it is run again. */
  void uncommit(String experiment, String stepId) {
    if (!uncommitted.add(experiment + "/" + stepId)) {
      return;
    }
    Listing listing = Listing.of(files, Tables.STEPS, experiment);
    listing.steps().stream()
        .filter(file -> file.stepId().equals(stepId))
        .forEach(file -> setAside(FileNames.path(Tables.STEPS, experiment, file.name())));
    for (String name : listing.compacted()) {
      rewriteWithout(Tables.STEPS, experiment, name, owner -> owner.stepId().equals(stepId));
    }
  }

  /** Whether a step was made uncommitted by this. */
  boolean uncommitted(String experiment, String stepId) {
    return uncommitted.contains(experiment + "/" + stepId);
  }

  /**
   * Puts a compacted file without some of its rows in the place of the whole one, which is set
   * aside. Killed in between, both are there, and readers take each row once.
   */
  <R> void rewriteWithout(
      Table<R> table, String experiment, String name, Predicate<Owner> unwanted) {
    String path = FileNames.path(table, experiment, name);
    List<R> rows;
    try {
      rows = files.read(table, path);
    } catch (FileNotFoundException e) {
      // Compacted again in the meantime; the next examination sees what became of it.
      return;
    }
    List<R> wanted = rows.stream().filter(row -> !unwanted.test(table.owner(row))).toList();
    if (wanted.size() == rows.size()) {
      return;
    }
    if (!wanted.isEmpty()) {
      String newName = FileNames.compactedOf(name + "\n" + wanted.size());
      files.write(table, FileNames.path(table, experiment, newName), wanted);
    }
    setAside(path);
  }
}
