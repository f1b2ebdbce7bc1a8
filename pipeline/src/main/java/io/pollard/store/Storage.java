package io.pollard.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;

/**
 * The files of a warehouse. Paths are relative to its root, with {@code /} between names. A file
 * comes into sight whole or not at all, whatever happens while it is written.
 */
sealed interface Storage permits LocalStorage, HadoopStorage {
  /** Where files are written before they are moved into place, in each table's folder. */
  String ASIDE = "_writing";

  /** The full name of a path, for people. */
  String name(String path);

  /**
   * The names in a folder, hidden ones and folders included, in no order; none if there is no such
   * folder. One listing, no look at the single files.
   */
  List<String> list(String folder) throws IOException;

  boolean exists(String path) throws IOException;

  /** When a file was last written. */
  Instant modified(String path) throws IOException;

  /**
   * A file to read.
   *
   * @throws FileNotFoundException if it is not there
   */
  InputFile input(String path) throws IOException;

  /** Makes a file, in place of the one that may be there. */
  void write(String path, Content content) throws IOException;

  /** Deletes a file; none is as good. */
  void delete(String path) throws IOException;

  /** Moves a file to a place where there is none. */
  void move(String from, String to) throws IOException;

  /** What is to be in a file. May be asked for more than once. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputFile file) throws IOException;
  }

  /** The folder for the unfinished files of the table that a path belongs to. */
  static String aside(String path) {
    int slash = path.indexOf('/');
    return (slash < 0 ? "" : path.substring(0, slash + 1)) + ASIDE;
  }

  /** The last name of a path. */
  static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
