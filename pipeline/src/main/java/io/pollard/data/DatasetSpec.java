package io.pollard.data;

import io.pollard.data.place.Credentials;
import io.pollard.data.place.Place;
import io.pollard.data.place.Variables;
import io.pollard.spec.Location;
import io.pollard.spec.Required;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A data set as an experiment file chooses it: {@code dataset: {name: mnist, path: /data/mnist,
 * format: idx, validation: 5000}}.
 *
 * <p>What it is called, where the data lies and how it is stored are no part of a step's identity:
 * the fingerprint of the content is.
 *
 * @param name what to call it in tables; of a shipped one, which
 * @param path file or folder, local or with a scheme that Hadoop knows; {@code ${NAME}} and {@code
 *     ${NAME:-default}} stand for environment variables
 * @param format how it is stored
 * @param validation number of training examples to set aside for validation
 * @param splitSeed of the draws that split and limit
 * @param normalization how raw values become features
 * @param trainLimit at most this many training examples, after validation is taken away
 * @param testLimit at most this many test examples
 */
public record DatasetSpec(
    @Required @Location String name,
    @Location Optional<String> path,
    @Location DatasetFormat format,
    int validation,
    long splitSeed,
    Normalization normalization,
    Optional<Integer> trainLimit,
    Optional<Integer> testLimit) {

  /** The shipped data set, whole. */
  public DatasetSpec() {
    this(
        Shipped.FASHION_MNIST_8K,
        Optional.empty(),
        new Shipped(),
        0,
        0,
        Normalization.UNIT,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * @throws IllegalArgumentException if the name is blank, a number is out of range, or the format
   *     cannot serve the name and the path
   */
  public DatasetSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a data set needs a name");
    }
    if (validation < 0) {
      throw new IllegalArgumentException("validation is at least 0, found " + validation);
    }
    requirePositive("trainLimit", trainLimit);
    requirePositive("testLimit", testLimit);
    format.validate(name, path);
  }

  private static void requirePositive(String key, Optional<Integer> limit) {
    if (limit.isPresent() && limit.get() < 1) {
      throw new IllegalArgumentException(key + " is at least 1, found " + limit.get());
    }
  }

  /**
   * The same with a path that means the same to every process of a cluster: variables replaced, a
   * local path made absolute.
   *
   * @param environment variables by name
   * @throws io.pollard.UserException if a variable is not set and has no default, or the path holds
   *     a password
   */
  public DatasetSpec located(Map<String, String> environment) {
    Optional<String> located =
        path.map(text -> Variables.expand(text, environment))
            .map(Credentials::refuse)
            .map(DatasetSpec::absolute);
    return new DatasetSpec(
        name, located, format, validation, splitSeed, normalization, trainLimit, testLimit);
  }

  private static String absolute(String path) {
    return Place.SCHEME.matcher(path).matches()
        ? path
        : Path.of(path).toAbsolutePath().normalize().toString();
  }
}
