package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The commented experiment that {@code init} writes, for the user's own data and network. */
final class Starter {
  private static final int VALIDATION = 1000;
  private static final String DATASET = "dataset: {name: fashion-mnist-8k, validation: 1000}";
  private static final String NETWORK = "network: {name: lenet-300-100}";

  private static final Map<String, String> FAMILIES =
      Map.of(".zip", "dl4j-zip", ".onnx", "onnx", ".h5", "keras");

  private Starter() {}

  /**
   * The text; it can be read as an experiment.
   *
   * @param data folder or tar of the data set; empty = the one in the jar
   * @param format its format; empty = what it looks like
   * @param network a name from the zoo, or a file: a DL4J zip, an ONNX model, Keras' HDF5
   * @throws UserException if it is no experiment, as when there is no network of that name
   */
  static String text(Optional<Path> data, Optional<String> format, Optional<String> network) {
    String text = Resources.text("example.yaml");
    if (data.isPresent()) {
      text = replace(text, DATASET, "dataset: " + dataset(data.get(), format));
    }
    if (network.isPresent()) {
      text = replace(text, NETWORK, "network: " + network(network.get()));
    }
    ExperimentFile.parse(text, "the experiment to write");
    return text;
  }

  private static String replace(String text, String line, String other) {
    if (!text.contains(line)) {
      throw new IllegalStateException("the example lacks the line " + line);
    }
    return text.replace(line, other);
  }

  /** JSON, whose quotes are YAML's too: a path may hold anything. */
  private static ObjectNode dataset(Path data, Optional<String> format) {
    Path name = data.toAbsolutePath().normalize().getFileName();
    String chosen = format.orElseGet(() -> looksLike(data));
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", name == null ? "data" : name.toString().replaceFirst("\\.tar$", ""))
        .put("path", data.toString())
        .put("format", chosen)
        .put("validation", validation(data, chosen));
  }

  /** As many as in the example, but no more than a tenth of the images where they are at hand. */
  private static long validation(Path data, String format) {
    Path train = data.resolve("train");
    if (!format.equals("image-folder") || !Files.isDirectory(train)) {
      return VALIDATION;
    }
    try (Stream<Path> files = Files.walk(train, 2)) {
      return files.filter(Files::isRegularFile).limit(10L * VALIDATION).count() / 10;
    } catch (IOException e) {
      throw cannotLook(data, e);
    }
  }

  private static ObjectNode network(String network) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    return family(network)
        .map(name -> node.put("name", name).put("path", network))
        .orElseGet(() -> node.put("name", network));
  }

  /** The family of networks that come from such files. */
  private static Optional<String> family(String file) {
    return Optional.ofNullable(FAMILIES.get(file.replaceFirst(".*(?=\\.)", "")));
  }

  private static UserException cannotLook(Path data, IOException e) {
    return new UserException(
        "Cannot look at the data: the system says %s (--data=%s); check the path, or name its --format"
            .formatted(e, data),
        e);
  }

  private static String looksLike(Path data) {
    if (data.toString().endsWith(".tar")) {
      return "image-tar";
    }
    List<String> names;
    try (Stream<Path> files = Files.walk(data, 2)) {
      names = files.limit(1000).map(file -> String.valueOf(file.getFileName())).toList();
    } catch (IOException e) {
      throw cannotLook(data, e);
    }
    if (names.stream().anyMatch(name -> name.contains("-images-idx"))) {
      return "idx";
    }
    if (names.stream().anyMatch(name -> name.matches("(data_batch|test|train).*\\.bin"))) {
      return "cifar-binary";
    }
    return names.stream().anyMatch(name -> name.endsWith(".parquet")) ? "parquet" : "image-folder";
  }
}
