package io.pollard.network.keras;

import io.pollard.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An HDF5 file of Keras: the configuration as text, and each layer's weights by name. */
final class KerasArchive implements AutoCloseable {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final String WEIGHTS = "model_weights";

  private final String name;
  private final Hdf5Archive archive;

  /**
   * A layer's tensor.
   *
   * @param shape as Keras has it
   * @param values in C order
   */
  record Weight(List<Integer> shape, float[] values) {}

  private KerasArchive(String name, Hdf5Archive archive) {
    this.name = name;
    this.archive = archive;
  }

  /**
   * Opens a file.
   *
   * @param name for messages
   * @throws DataException if it is no HDF5 file, or a damaged one
   */
  static KerasArchive open(String name, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(SIGNATURE.length);
      if (!Arrays.equals(start, SIGNATURE)) {
        throw failure(name, "it is no HDF5 file; save it with model.save('net.h5')");
      }
    } catch (IOException e) {
      throw failure(name, "it cannot be read (" + e.getMessage() + ")");
    }
    try {
      // HDF5 would print its whole stack beside our one message.
      org.bytedeco.hdf5.Exception.dontPrint();
      return new KerasArchive(name, new Hdf5Archive(file.toString()));
    } catch (RuntimeException e) {
      throw damaged(name);
    }
  }

  /** The configuration, as JSON. */
  String configuration() {
    return text("model_config")
        .orElseThrow(
            () ->
                failure(
                    name,
                    "it holds weights alone (no model_config); save the whole model with model.save('net.h5')"));
  }

  /** Keras' major version; 2 where the file does not say it. */
  int version() {
    return text("keras_version")
        .filter(version -> version.startsWith("3"))
        .map(version -> 3)
        .orElse(2);
  }

  private Optional<String> text(String attribute) {
    try {
      if (!archive.hasAttribute(attribute)) {
        return Optional.empty();
      }
      return Optional.of(
          attribute.equals("model_config")
              ? archive.readAttributeAsJson(attribute)
              : archive.readAttributeAsString(attribute));
    } catch (Exception e) {
      throw damaged(name);
    }
  }

  /** A layer's weights by the last part of their names: {@code kernel}, {@code bias} ... */
  Map<String, Weight> weights(String layer) {
    Map<String, Weight> weights = new HashMap<>();
    try {
      collect(new String[] {WEIGHTS, layer}, weights);
    } catch (DataException e) {
      throw e;
    } catch (Exception e) {
      throw failure(
          name, "the weights of layer %s cannot be read; the file is damaged".formatted(layer));
    }
    return weights;
  }

  private void collect(String[] path, Map<String, Weight> into) throws Exception {
    for (String set : archive.getDataSets(path)) {
      INDArray array = archive.readDataSet(set, path);
      List<Integer> shape = Arrays.stream(array.shape()).mapToObj(Math::toIntExact).toList();
      into.put(set.replaceFirst(":\\d+$", ""), new Weight(shape, array.dup('c').data().asFloat()));
    }
    for (String group : archive.getGroups(path)) {
      String[] inner = Arrays.copyOf(path, path.length + 1);
      inner[path.length] = group;
      collect(inner, into);
    }
  }

  private static DataException damaged(String name) {
    return failure(name, "the file is damaged; copy or save it again");
  }

  static DataException failure(String name, String why) {
    return new DataException("Cannot import model %s: %s".formatted(name, why));
  }

  @Override
  public void close() {
    archive.close();
  }
}
