package io.pollard.network.onnx;

import io.pollard.DataException;
import io.pollard.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import onnx.Onnx.ModelProto;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Files of ONNX models. */
final class OnnxFile {
  private OnnxFile() {}

  /**
   * A file's bytes.
   *
   * @throws UserException if there is no such file
   * @throws DataException if it cannot be read
   */
  static byte[] bytes(String path) {
    String why = "there is no such file";
    try {
      Path file = Path.of(path);
      if (Files.isRegularFile(file)) {
        return Files.readAllBytes(file);
      }
    } catch (InvalidPathException e) {
      why = "no file can have such a name";
    } catch (IOException | OutOfMemoryError e) {
      throw new DataException(
          "Cannot read a model: the file cannot be read to its end (path=%s): %s; copy it again"
              .formatted(path, e.getMessage()),
          e);
    }
    throw new UserException(
        "Cannot read a model: %s (path=%s); check the path".formatted(why, path));
  }

  /** A file's name without its ending. */
  static String name(String path) {
    return String.valueOf(Path.of(path).getFileName()).replaceFirst("(?i)\\.onnx$", "");
  }

  /**
   * The model in some bytes.
   *
   * @throws DataException if they are none
   */
  static ModelProto model(byte[] bytes, Failures failures) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw failures.of(
          "it is no ONNX model, or a damaged one (%s); export or copy it again"
              .formatted(e.getMessage()));
    }
    if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
      throw failures.of("it holds no graph; export or copy it again");
    }
    return model;
  }
}
