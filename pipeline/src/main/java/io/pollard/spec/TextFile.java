package io.pollard.spec;

import io.pollard.UserException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that a user wrote. */
public final class TextFile {
  private TextFile() {}

  /**
   * The text of a file.
   *
   * @param kind of file, such as {@code experiment file}
   * @throws UserException if there is no such file, if it cannot be read, or is not UTF-8
   */
  public static String read(Path file, String kind) {
    try {
      if (Files.isDirectory(file)) {
        throw unreadable(file, kind, "it is a folder", "name the file");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unreadable(file, kind, "there is no such file", "check the path");
    } catch (CharacterCodingException e) {
      throw unreadable(file, kind, "it is not text in UTF-8", "save it as UTF-8");
    } catch (IOException e) {
      throw unreadable(file, kind, "the system says " + e, "check its permissions");
    }
  }

  private static UserException unreadable(Path file, String kind, String why, String remedy) {
    return new UserException(
        "Cannot read " + kind + ": " + why + " (path=" + file + "); " + remedy);
  }
}
