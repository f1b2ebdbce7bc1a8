package io.pollard.network;

import io.pollard.UserException;
import java.util.Optional;

/** A family whose one network lies in a file. */
public interface NetworkFile extends NetworkFamily {

  /** Where the file is. */
  String path();

  @Override
  default String title() {
    return path().replaceFirst(".*/", "");
  }

  /** Whether to start from the file's weights or from drawn ones. */
  StoredWeights weights();

  /**
   * The network and its weights.
   *
   * @param input shape of one example; not needed where the file says it
   * @throws UserException if there is no such file, or the input is needed and missing, or does not
   *     fit
   * @throws io.pollard.DataException if the file is damaged, or of a network that is not supported
   */
  StoredNetwork open(Optional<Shape> input);

  @Override
  default Network build(Shape input, int classes) {
    Network network = open(Optional.of(input)).network();
    requireClasses(network, classes);
    return network;
  }

  /**
   * Checks that a network tells as many classes apart as the data have.
   *
   * @throws UserException if it does not
   */
  default void requireClasses(Network network, int classes) {
    if (network.classes() != classes) {
      throw new UserException(
          "Cannot use network %s: it has %d outputs, the data set %d classes (path=%s); choose a data set or a network that fits"
              .formatted(network.name(), network.classes(), classes, path()));
    }
  }

  @Override
  default Optional<float[]> storedParameters(Network network) {
    return weights() == StoredWeights.INITIALIZE
        ? Optional.empty()
        : Optional.of(open(Optional.of(network.input())).parameters());
  }
}
