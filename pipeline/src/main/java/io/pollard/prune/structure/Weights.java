package io.pollard.prune.structure;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the filters and columns of a weight tensor lie. A tensor of {@code [out, in, rest...]}
 * keeps a filter in one piece; one of {@code [kH, kW, channels, multiplier]}, as depthwise layers
 * have it, keeps all filters side by side.
 *
 * @param slice the tensor
 * @param isDepthwise whether each output channel is made of one input channel alone
 * @param outputs number of output channels
 * @param inputs number of input channels of one filter
 * @param window elements of a filter for one input channel
 * @param sideBySide whether filters lie side by side
 */
public record Weights(
    Slice slice, boolean isDepthwise, int outputs, int inputs, int window, boolean sideBySide) {

  /** Of all dense layers and convolutions whose weights may be pruned, in network order. */
  public static List<Weights> prunable(Network network) {
    List<Weights> found = new ArrayList<>();
    for (Node node : network.graph().nodes()) {
      Optional<Slice> slice =
          network.layout().find(node.name(), Role.WEIGHT).filter(Slice::prunable);
      if (slice.isPresent() && node.operation() instanceof Convolution convolution) {
        found.add(of(convolution, slice.get()));
      } else if (slice.isPresent() && node.operation() instanceof Dense) {
        found.add(of(slice.get()));
      }
    }
    return found;
  }

  /** Of a dense layer. */
  public static Weights of(Slice slice) {
    return new Weights(slice, false, slice.shape().get(0), slice.shape().get(1), 1, false);
  }

  /** Of a convolution. */
  public static Weights of(Convolution c, Slice slice) {
    int window = c.kernelHeight() * c.kernelWidth();
    int multiplier = c.nOut() / c.nIn();
    // A depthwise layer of one channel counts as a plain convolution, but its tensor stays as it
    // is.
    boolean sideBySide =
        slice.shape().equals(List.of(c.kernelHeight(), c.kernelWidth(), c.nIn(), multiplier))
            && c.groups() == c.nIn();
    boolean depthwise = c.groups() > 1;
    return new Weights(slice, depthwise, c.nOut(), depthwise ? 1 : c.nIn(), window, sideBySide);
  }

  /** The filters of neighbouring output channels. */
  Span filters(int from, int count) {
    if (sideBySide) {
      return new Span(slice.offset() + from, count, outputs, window);
    }
    int filter = inputs * window;
    return Span.of(slice.offset() + from * filter, count * filter);
  }

  /** What all filters take from neighbouring input channels. */
  Span columns(int from, int count) {
    return new Span(slice.offset() + from * window, count * window, inputs * window, outputs);
  }

  /**
   * Index of a weight in the flat vector.
   *
   * @param input number of the input channel; 0 of a depthwise convolution
   * @param position in the window, row by row
   */
  public int index(int output, int input, int position) {
    return sideBySide
        ? slice.offset() + position * outputs + output
        : slice.offset() + (output * inputs + input) * window + position;
  }
}
