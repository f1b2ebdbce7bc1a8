package io.pollard.network.dl4j;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.Initialization;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.StoredWeights;
import io.pollard.spec.ContentHash;
import io.pollard.spec.Location;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;
import java.util.Optional;

/**
 * A user's own network: a zip that DL4J's ModelSerializer wrote, of a MultiLayerNetwork or a
 * ComputationGraph with one input and one output. Double values become floats; a batch norm that
 * keeps log10 of its standard deviation keeps the variance instead. What the zip says about
 * training is left behind.
 *
 * @param path of the zip
 * @param weights whether to start from the zip's weights or from drawn ones
 * @param initialization of drawn weights
 */
@AutoService(NetworkFamily.class)
@Summary("a network of your own, as a zip that DL4J wrote")
public record Dl4jZip(
    @Required @Location String path, StoredWeights weights, Initialization initialization)
    implements NetworkFamily {

  /**
   * @throws IllegalArgumentException if the path is empty
   */
  public Dl4jZip {
    if (path.isBlank()) {
      throw new IllegalArgumentException("path names a file, found nothing");
    }
  }

  public Dl4jZip() {
    this("my-network.zip", StoredWeights.KEEP, new GlorotNormal());
  }

  @Override
  public String name() {
    return "dl4j-zip";
  }

  @Override
  public Network build(Shape input, int classes) {
    ModelZip zip = ModelZip.read(path);
    Network network = Dl4jNetworks.fromJson(zip.name(), zip.json(), input);
    if (network.classes() != classes) {
      throw new UserException(
          "Cannot use network %s: it has %d outputs, the data set %d classes (path=%s); choose a data set or a network that fits"
              .formatted(zip.name(), network.classes(), classes, path));
    }
    return network;
  }

  /**
   * The zip's parameters over the network's layout.
   *
   * @throws DataException if there are none, or another number than the configuration needs
   */
  @Override
  public Optional<float[]> storedParameters(Network network) {
    if (weights == StoredWeights.INITIALIZE) {
      return Optional.empty();
    }
    ModelZip zip = ModelZip.read(path);
    byte[] bytes =
        zip.coefficients()
            .orElseThrow(
                () ->
                    new DataException(
                        "Cannot use the weights of network %s: the zip holds no %s (path=%s); save it again or set weights: initialize"
                            .formatted(zip.name(), ModelZip.COEFFICIENTS, path)));
    float[] values = Coefficients.read(zip.name(), bytes);
    network.layout().requireFits(values, "the weights in " + path);
    for (String layer :
        Dl4jNetworks.find(zip.name(), zip.json(), network.input()).logDeviations()) {
      network.layout().find(layer, Role.VARIANCE).ifPresent(slice -> square(values, slice));
    }
    return Optional.of(values);
  }

  /** From log10 of the standard deviation to the variance. */
  private static void square(float[] values, Slice slice) {
    for (int i = slice.offset(); i < slice.end(); i++) {
      values[i] = (float) StrictMath.pow(10.0, 2.0 * values[i]);
    }
  }

  /**
   * A hash of the configuration and, where they are used, of the weights; not of the zip around.
   */
  @Override
  public Optional<String> fingerprint() {
    ModelZip zip = ModelZip.read(path);
    String configuration = ContentHash.ofBytes(zip.configuration()).hex();
    ContentHash hash =
        weights == StoredWeights.INITIALIZE
            ? ContentHash.of(configuration)
            : ContentHash.of(
                configuration,
                zip.coefficients().map(bytes -> ContentHash.ofBytes(bytes).hex()).orElse(""));
    return Optional.of(hash.hex());
  }
}
