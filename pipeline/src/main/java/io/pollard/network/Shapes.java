package io.pollard.network;

import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Input;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import java.util.List;

/** The arithmetic of shapes: what an operation makes of the shapes it is given. */
public final class Shapes {
  private Shapes() {}

  /**
   * The shape of an operation's result, for one example. Windows: {@code floor((size + padding -
   * dilation (kernel - 1) - 1) / stride) + 1}.
   *
   * @param operation anything but {@link Input} and {@link Opaque}, whose shapes follow from
   *     nothing
   * @param inputs shapes of what it reads, in order
   * @throws IllegalArgumentException if the operation cannot read these shapes; the text says why
   */
  public static Shape after(Operation operation, List<Shape> inputs) {
    Shape first = inputs.get(0);
    if (operation instanceof Convolution c) {
      require(c.nIn() == first.channels(), "channels", c.nIn(), first.channels());
      return windows(
          first,
          c.nOut(),
          new int[] {c.kernelHeight(), c.kernelWidth()},
          new int[] {c.strideHeight(), c.strideWidth()},
          c.padding(),
          new int[] {c.dilationHeight(), c.dilationWidth()});
    }
    if (operation instanceof Pooling p) {
      return windows(
          first,
          first.channels(),
          new int[] {p.kernelHeight(), p.kernelWidth()},
          new int[] {p.strideHeight(), p.strideWidth()},
          p.padding(),
          new int[] {1, 1});
    }
    if (operation instanceof Dense d) {
      require(d.nIn() == first.size(), "values", d.nIn(), first.size());
      return Shape.vector(d.nOut());
    }
    if (operation instanceof BatchNorm b) {
      require(b.channels() == first.channels(), "channels", b.channels(), first.channels());
      return first;
    }
    if (operation instanceof GlobalPooling) {
      return Shape.vector(first.channels());
    }
    if (operation instanceof Flatten) {
      return Shape.vector(first.size());
    }
    if (operation instanceof Concat) {
      return joined(inputs);
    }
    if (operation instanceof Channels c) {
      if (c.from() < 0 || c.from() >= c.to() || c.to() > first.channels()) {
        throw new IllegalArgumentException(
            "it takes channels %d to %d and is given %d"
                .formatted(c.from(), c.to(), first.channels()));
      }
      return new Shape(c.to() - c.from(), first.height(), first.width());
    }
    if (operation instanceof Broadcast b) {
      if (!first.isVector()) {
        throw new IllegalArgumentException("it repeats one pixel and is given " + first);
      }
      return new Shape(first.channels(), b.height(), b.width());
    }
    if (operation instanceof Input || operation instanceof Opaque) {
      throw new IllegalArgumentException("the shape of " + operation + " follows from nothing");
    }
    for (Shape input : inputs) {
      if (!input.equals(first)) {
        throw new IllegalArgumentException("its inputs differ in shape: " + inputs);
      }
    }
    return first;
  }

  /**
   * The padding that makes a window give {@code ceil(size / stride)} results: half of what is
   * missing goes to the top and left, the rest (one more where it is odd) to the bottom and right.
   */
  public static Padding same(Shape input, int[] kernel, int[] stride, int[] dilation) {
    int rows = missing(input.height(), kernel[0], stride[0], dilation[0]);
    int columns = missing(input.width(), kernel[1], stride[1], dilation[1]);
    return new Padding(rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
  }

  private static int missing(int size, int kernel, int stride, int dilation) {
    int results = (size + stride - 1) / stride;
    return Math.max(0, (results - 1) * stride + dilation * (kernel - 1) + 1 - size);
  }

  private static Shape windows(
      Shape input, int channels, int[] kernel, int[] stride, Padding padding, int[] dilation) {
    int rows = input.height() + padding.top() + padding.bottom() - dilation[0] * (kernel[0] - 1);
    int columns = input.width() + padding.left() + padding.right() - dilation[1] * (kernel[1] - 1);
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a window of %dx%d does not fit into an input of %s"
              .formatted(kernel[0], kernel[1], input));
    }
    return new Shape(channels, (rows - 1) / stride[0] + 1, (columns - 1) / stride[1] + 1);
  }

  private static Shape joined(List<Shape> inputs) {
    Shape first = inputs.get(0);
    int channels = 0;
    for (Shape input : inputs) {
      if (input.height() != first.height() || input.width() != first.width()) {
        throw new IllegalArgumentException("its inputs differ in height or width: " + inputs);
      }
      channels += input.channels();
    }
    return new Shape(channels, first.height(), first.width());
  }

  private static void require(boolean holds, String what, int expected, int found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "it takes %d %s and is given %d".formatted(expected, what, found));
    }
  }
}
