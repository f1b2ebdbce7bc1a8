package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.network.NetworkFile;
import io.pollard.network.Shape;
import io.pollard.network.StoredNetwork;
import io.pollard.network.dl4j.Dl4jZip;
import io.pollard.network.keras.Keras;
import io.pollard.network.onnx.Onnx;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Networks in files, told apart by the files' endings. */
final class NetworkFiles {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,6})(?:x(\\d{1,6})x(\\d{1,6}))?");

  private NetworkFiles() {}

  /** The family of a file, starting from its weights. */
  static NetworkFile of(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    if (name.endsWith(".onnx")) {
      return new Onnx(path, new Onnx().weights(), new Onnx().initialization());
    }
    if (name.endsWith(".h5") || name.endsWith(".hdf5")) {
      return new Keras(path, new Keras().weights(), new Keras().initialization());
    }
    if (name.endsWith(".zip")) {
      return new Dl4jZip(path, new Dl4jZip().weights(), new Dl4jZip().initialization());
    }
    throw new UserException(
        "Cannot open a network: the file's name says no format (path=%s); supported are .zip (DL4J), .onnx and .h5 (Keras)"
            .formatted(path));
  }

  static StoredNetwork open(String path, Optional<String> input) {
    return of(path).open(input.map(NetworkFiles::shape));
  }

  /**
   * The shape that an option says.
   *
   * @throws UserException if it says none
   */
  static Shape shape(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new UserException(
          "Cannot read a shape: it is none (--input=%s); write channels, height and width as in 3x48x192, or one number for vectors"
              .formatted(text));
    }
    return matcher.group(2) == null
        ? Shape.vector(Integer.parseInt(matcher.group(1)))
        : new Shape(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)));
  }
}
