package io.pollard.store;

import io.pollard.DataException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Files of rows in a storage. */
final class RowFiles {
  private final Storage storage;

  RowFiles(Storage storage) {
    this.storage = storage;
  }

  Storage storage() {
    return storage;
  }

  /** Something that hands out rows. May be asked for more than once. */
  @FunctionalInterface
  interface Source<R> {
    void forEach(RowSink<R> sink) throws IOException;
  }

  /** Takes rows. */
  @FunctionalInterface
  interface RowSink<R> {
    void accept(R row) throws IOException;
  }

  <R> void write(Table<R> table, String path, List<R> rows) {
    write(
        table,
        path,
        sink -> {
          for (R row : rows) {
            sink.accept(row);
          }
        });
  }

  /** Makes a file of rows, in place of the one that may be there. */
  <R> void write(Table<R> table, String path, Source<R> rows) {
    try {
      storage.write(
          path,
          file -> {
            try (RowWriter<R> writer = new RowWriter<>(table, file)) {
              rows.forEach(writer::write);
            }
          });
    } catch (IOException e) {
      throw failed("write", path, e);
    }
  }

  /**
   * Reads a file.
   *
   * @throws FileNotFoundException if it is not there (any more)
   * @throws DataException if it is damaged
   */
  <R> void read(Table<R> table, String path, Consumer<R> consumer) throws FileNotFoundException {
    read(table, path, RowReader.damage(table, storage.name(path)), consumer);
  }

  /** Reads a file, saying what is to be said of a damaged one. */
  <R> void read(Table<R> table, String path, RowReader.Damage damage, Consumer<R> consumer)
      throws FileNotFoundException {
    try (RowReader<R> reader = new RowReader<>(table, storage.input(path), damage)) {
      for (Optional<R> row = reader.next(); row.isPresent(); row = reader.next()) {
        consumer.accept(row.get());
      }
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      throw failed("read", path, e);
    }
  }

  /** All rows of a file. */
  <R> List<R> read(Table<R> table, String path) throws FileNotFoundException {
    List<R> rows = new ArrayList<>();
    read(table, path, rows::add);
    return rows;
  }

  /** A file to read row by row. */
  <R> RowReader<R> open(Table<R> table, String path) throws IOException {
    return new RowReader<>(table, storage.input(path), RowReader.damage(table, storage.name(path)));
  }

  boolean exists(String path) {
    try {
      return storage.exists(path);
    } catch (IOException e) {
      throw failed("find", path, e);
    }
  }

  List<String> list(String folder) {
    try {
      return storage.list(folder);
    } catch (IOException e) {
      throw failed("list", folder, e);
    }
  }

  void delete(String path) {
    try {
      storage.delete(path);
    } catch (IOException e) {
      throw failed("delete", path, e);
    }
  }

  /** The file system did not do what was asked of it: neither the user's fault nor a bug. */
  private UncheckedIOException failed(String what, String path, IOException cause) {
    return new UncheckedIOException(
        "Cannot %s a file of the warehouse: %s (file=%s); check the disk and its permissions"
            .formatted(what, cause, storage.name(path)),
        cause);
  }
}
