package io.pollard.store;

import io.pollard.DataException;
import io.pollard.store.Finding.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One round of {@link Doctor}: what was found and how to cure it. */
final class Examination {
  private final RowFiles files;
  private final Repairs repairs;
  private final Instant quietSince;
  private final List<Diagnosis> diagnoses = new ArrayList<>();

  Examination(RowFiles files, Repairs repairs, Instant quietSince) {
    this.files = files;
    this.repairs = repairs;
    this.quietSince = quietSince;
  }

  private record Diagnosis(Finding finding, Optional<Runnable> cure) {}

  RowFiles files() {
    return files;
  }

  Repairs repairs() {
    return repairs;
  }

  List<Finding> findings() {
    return diagnoses.stream().map(Diagnosis::finding).toList();
  }

  /**
   * Cures what can be cured, and tells what that was. Copies of rows are only deleted when nothing
   * else is to be done: another cure may be about to take the original away.
   */
  List<Finding> cure() {
    List<Diagnosis> curable = diagnoses.stream().filter(d -> d.cure().isPresent()).toList();
    List<Diagnosis> first =
        curable.stream().filter(d -> d.finding().kind() != Kind.DUPLICATE_ROWS).toList();
    List<Diagnosis> now = first.isEmpty() ? curable : first;
    now.forEach(diagnosis -> diagnosis.cure().ifPresent(Runnable::run));
    return now.stream().map(Diagnosis::finding).toList();
  }

  void report(Kind kind, String path, String message) {
    diagnoses.add(
        new Diagnosis(
            new Finding(kind, files.storage().name(path), message, false), Optional.empty()));
  }

  void report(Kind kind, String path, String message, Runnable cure) {
    diagnoses.add(
        new Diagnosis(
            new Finding(kind, files.storage().name(path), message, true), Optional.of(cure)));
  }

  /** Whether nobody can be writing what a file belongs to. A file that is gone is nobody's case. */
  boolean quiet(String path) {
    try {
      return !files.storage().modified(path).isAfter(quietSince);
    } catch (FileNotFoundException | java.nio.file.NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at " + files.storage().name(path), e);
    }
  }

  /**
   * Reads a file, reporting it if that does not work.
   *
   * @return whether it was read to its end
   * @throws FileNotFoundException if it is gone
   */
  <R> boolean read(Table<R> table, String path, Consumer<R> consumer) throws FileNotFoundException {
    try {
      files.read(table, path, consumer);
      return true;
    } catch (DataException e) {
      report(Kind.UNREADABLE, path, String.valueOf(e.getMessage()), () -> repairs.setAside(path));
      return false;
    }
  }
}
