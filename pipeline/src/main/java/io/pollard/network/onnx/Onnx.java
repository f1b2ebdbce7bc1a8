package io.pollard.network.onnx;

import com.google.auto.service.AutoService;
import io.pollard.UserException;
import io.pollard.network.Initialization;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
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
    implements NetworkFamily {

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

  @Override
  public Network build(Shape input, int classes) {
    Network network = model(Optional.of(input)).network();
    if (network.classes() != classes) {
      throw new UserException(
          "Cannot use network %s: it has %d outputs, the data set %d classes (path=%s); choose a data set or a network that fits"
              .formatted(network.name(), network.classes(), classes, path));
    }
    return network;
  }

  /** The model's parameters over the network's layout. */
  @Override
  public Optional<float[]> storedParameters(Network network) {
    return weights == StoredWeights.INITIALIZE
        ? Optional.empty()
        : Optional.of(model(Optional.of(network.input())).parameters());
  }

  /** A hash of the file. */
  @Override
  public Optional<String> fingerprint() {
    return Optional.of(ContentHash.ofBytes(OnnxFile.bytes(path)).hex());
  }

  /**
   * The model, with what there is to say about it.
   *
   * @param input shape of one example, where the model leaves it open
   * @throws UserException if there is no such file, or the input does not fit
   * @throws io.pollard.DataException if it is no model, or one that is not supported
   */
  public ImportedModel model(Optional<Shape> input) {
    return OnnxImport.read(OnnxFile.name(path), OnnxFile.bytes(path), input);
  }
}
