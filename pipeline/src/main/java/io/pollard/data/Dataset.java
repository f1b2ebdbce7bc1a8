package io.pollard.data;

import io.pollard.network.Shape;
import java.util.List;

/**
 * A data set in memory, split and normalised. Immutable; built once per process and shared.
 *
 * @param name as in the experiment file
 * @param fingerprint hash of the content (examples, labels, classes and their order), not of paths;
 *     the same for the same examples in another container of the same pixels
 * @param shape of one example
 * @param classes names, by class index
 * @param train examples to learn from
 * @param validation examples to steer by, disjoint from {@code train}; may be empty
 * @param test examples for the final figure
 */
public record Dataset(
    String name,
    String fingerprint,
    Shape shape,
    List<String> classes,
    Samples train,
    Samples validation,
    Samples test) {

  public Dataset {
    classes = List.copyOf(classes);
  }
}
