package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.data.place.Place;
import io.pollard.jobs.cluster.HadoopSettings;
import io.pollard.spec.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.spark.SparkConf;

/** A text file that a user named, on this machine or in any file system of Hadoop. */
final class InputText {
  private InputText() {}

  /**
   * The text of a file.
   *
   * @param kind of file, such as {@code experiment file}
   * @param conf whose {@code spark.hadoop.*} settings are Hadoop's
   * @throws UserException if there is no such file, if it cannot be read, or is not UTF-8
   */
  static String read(String file, String kind, SparkConf conf) {
    if (!Place.SCHEME.matcher(file).matches()) {
      return TextFile.read(Path.of(file), kind);
    }
    Place place = Place.of(file, HadoopSettings.of(conf));
    if (!place.exists()) {
      throw unreadable(file, kind, "there is no such file", "check the path");
    }
    try (InputStream content = place.open()) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content.readAllBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw unreadable(file, kind, "it is not text in UTF-8", "save it as UTF-8");
    } catch (IOException e) {
      throw unreadable(file, kind, "the system says " + e, "name a file that can be read");
    }
  }

  private static UserException unreadable(String file, String kind, String why, String remedy) {
    return new UserException("Cannot read %s: %s (path=%s); %s".formatted(kind, why, file, remedy));
  }
}
