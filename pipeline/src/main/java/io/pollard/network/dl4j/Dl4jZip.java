package io.pollard.network.dl4j;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.Initialization;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.NetworkFile;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.StoredNetwork;
import io.pollard.network.StoredWeights;
import io.pollard.spec.ContentHash;
import io.pollard.spec.Location;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;
import java.util.List;
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
    implements NetworkFile {

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

  /**
   * {@inheritDoc}
   *
   * @throws UserException if the input is not given: DL4J's files do not always say it
   */
  @Override
  public StoredNetwork open(Optional<Shape> input) {
    ModelZip zip = ModelZip.read(path);
    Shape shape =
        input.orElseThrow(
            () ->
                new UserException(
                    "Cannot open network %s: a DL4J zip does not say what it takes (path=%s); say it, as in --input 1x28x28"
                        .formatted(zip.name(), path)));
    Dl4jNetworks.Found found = Dl4jNetworks.find(zip.name(), zip.json(), shape);
    return new StoredNetwork(found.network(), parameters(zip, found), "DL4J zip", List.of());
  }

  @Override
  public Network build(Shape input, int classes) {
    ModelZip zip = ModelZip.read(path);
    Network network = Dl4jNetworks.fromJson(zip.name(), zip.json(), input);
    requireClasses(network, classes);
    return network;
  }

  /**
   * The zip's parameters over a network's layout.
   *
   * @throws DataException if there are none, or another number than the configuration needs
   */
  private float[] parameters(ModelZip zip, Dl4jNetworks.Found found) {
    byte[] bytes =
        zip.coefficients()
            .orElseThrow(
                () ->
                    new DataException(
                        "Cannot use the weights of network %s: the zip holds no %s (path=%s); save it again or set weights: initialize"
                            .formatted(zip.name(), ModelZip.COEFFICIENTS, path)));
    float[] values = Coefficients.read(zip.name(), bytes);
    found.network().layout().requireFits(values, "the weights in " + path);
    for (String layer : found.logDeviations()) {
      found.network().layout().find(layer, Role.VARIANCE).ifPresent(slice -> square(values, slice));
    }
    return values;
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
