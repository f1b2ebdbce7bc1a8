package io.pollard.network.onnx;

import com.google.auto.service.AutoService;
import io.pollard.network.Initialization;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.NetworkFamily;
import io.pollard.network.NetworkFile;
import io.pollard.network.Shape;
import io.pollard.network.StoredNetwork;
import io.pollard.network.StoredWeights;
import io.pollard.spec.ContentHash;
import io.pollard.spec.Location;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;
import java.util.Optional;

/**
 * A classifier from another framework, as an ONNX model (see {@link OnnxImport} for what is
 * supported).
 *
 * @param path of the model
 * @param weights whether to start from the model's weights or from drawn ones
 * @param initialization of drawn weights
 */
@AutoService(NetworkFamily.class)
@Summary("a network of your own, as an ONNX model")
public record Onnx(
    @Required @Location String path, StoredWeights weights, Initialization initialization)
    implements NetworkFile {

  /**
   * @throws IllegalArgumentException if the path is empty
   */
  public Onnx {
    if (path.isBlank()) {
      throw new IllegalArgumentException("path names a file, found nothing");
    }
  }

  public Onnx() {
    this("my-network.onnx", StoredWeights.KEEP, new GlorotNormal());
  }

  /** A hash of the file. */
  @Override
  public Optional<String> fingerprint() {
    return Optional.of(ContentHash.ofBytes(OnnxFile.bytes(path)).hex());
  }

  @Override
  public StoredNetwork open(Optional<Shape> input) {
    return OnnxImport.read(OnnxFile.name(path), OnnxFile.bytes(path), input);
  }
}
