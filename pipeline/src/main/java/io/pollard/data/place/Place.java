package io.pollard.data.place;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A file or a folder to read from. {@code toString()} is how messages name it. */
public sealed interface Place permits LocalPlace, HadoopPlace, ResourcePlace {

  /** A scheme has two letters at least, so that a drive letter is none. */
  Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  /**
   * The place of a path: with a scheme ({@code hdfs://}, {@code file:}, {@code s3a://}) it is
   * opened through Hadoop, without one it is local, whatever Hadoop's default file system is; after
   * {@code classpath:} it lies in the jar. The text of a place is a path of it.
   *
   * @throws io.pollard.UserException if the path holds a password
   */
  static Place of(String path) {
    return of(path, Map.of());
  }

  /**
   * As {@link #of(String)}.
   *
   * @param settings of Hadoop, over those of its files
   */
  static Place of(String path, Map<String, String> settings) {
    Credentials.refuse(path);
    if (path.startsWith(ResourcePlace.SCHEME)) {
      return ResourcePlace.of(path);
    }
    return SCHEME.matcher(path).matches() ? HadoopPlace.of(path, settings) : LocalPlace.of(path);
  }

  /** What lies under this folder by that name; it need not exist. */
  Place child(String name);

  boolean exists();

  boolean isFolder();

  /**
   * Names of the files and folders in this folder, sorted by their UTF-16 units. Hidden ones (their
   * names start with a dot) are left out.
   */
  List<String> names();

  /** Bytes of this file. */
  long length();

  /** Opens this file, unbuffered. The caller closes it. */
  InputStream open() throws IOException;

  /** Whether a name is that of a file that no listing shows. */
  static boolean isHidden(String name) {
    return name.startsWith(".");
  }
}
