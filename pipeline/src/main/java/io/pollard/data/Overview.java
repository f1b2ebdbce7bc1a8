package io.pollard.data;

import io.pollard.network.Shape;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * What only a look at all of a data set tells.
 *
 * @param fingerprint hash of the content, as of {@link Dataset}
 * @param mean what normalisation subtracts, by channel
 * @param deviation what it divides by, by channel
 */
@SuppressWarnings("ArrayRecordComponent")
public record Overview(String fingerprint, double[] mean, double[] deviation)
    implements Serializable {

  /** Some of the examples, normalised. */
  public Samples samples(RawSplit examples, Shape shape) {
    return new Normalizer(shape, new Moments(mean, deviation))
        .apply(examples, IntStream.range(0, examples.size()).toArray());
  }
}
