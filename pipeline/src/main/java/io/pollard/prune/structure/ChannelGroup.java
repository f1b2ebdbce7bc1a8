package io.pollard.prune.structure;

import io.pollard.network.Mask;
import io.pollard.network.Slice;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * An output channel (of a dense layer: a neuron) with everything that can only go together with it:
 * the same channel of every layer that is coupled to it (see {@link Coupling}), and every index of
 * the flat vector that belongs to one of them. Optimiser state and masks follow the same index.
 *
 * <p>What makes the channel is its own and in no other group: filters, depthwise kernels, bias,
 * gamma, beta, mean and variance. The columns of the layers that read it lie in the rows of other
 * channels too.
 *
 * @param layer that makes the channel; the first one in network order if several do
 * @param channel its number there
 * @param parts in network order, those of a layer by role as the layout has them
 */
public record ChannelGroup(String layer, int channel, List<Part> parts) {

  public ChannelGroup {
    parts = List.copyOf(parts);
  }

  /** What indices are to a channel. */
  public enum Kind {
    /** Weights that make the channel: rows of a dense layer, filters of a convolution. */
    FILTER,
    /** Weights of a depthwise convolution that the channel runs through. */
    DEPTHWISE,
    /** One value for the channel: bias, gamma, beta, mean, variance (see the slice's role). */
    VALUE,
    /** Weights of a layer that reads the channel, without meaning once it is gone. */
    COLUMN
  }

  /**
   * Indices of one tensor.
   *
   * @param slice the tensor
   * @param kind what they are to the channel
   * @param span the indices, all within the slice
   */
  public record Part(Slice slice, Kind kind, Span span) {}

  /** The channel's own filters, one for each layer that makes it; at least one. */
  public Stream<Part> filters() {
    return parts(Kind.FILTER);
  }

  public Stream<Part> parts(Kind kind) {
    return parts.stream().filter(part -> part.kind() == kind);
  }

  /**
   * Visits what a mask prunes with the channel: everything but statistics. The channel is then
   * exactly 0 wherever it is computed: weights, biases, gamma and beta are.
   */
  public void forEachPruned(IntConsumer index) {
    for (Part part : parts) {
      if (part.slice().role().isParameter()) {
        part.span().forEach(index);
      }
    }
  }

  /** Whether a mask keeps anything that makes the channel. */
  public boolean isKept(Mask mask) {
    for (Part part : parts) {
      boolean makes = part.kind() != Kind.COLUMN && part.slice().role().isParameter();
      if (makes && part.span().anyKept(mask)) {
        return true;
      }
    }
    return false;
  }

  /** The sum of the scores of the elements of its filters, in double, in index order. */
  double sum(float[] elements) {
    double sum = 0.0;
    for (Part part : parts) {
      if (part.kind() == Kind.FILTER) {
        sum = part.span().sum(elements, sum);
      }
    }
    return sum;
  }
}
