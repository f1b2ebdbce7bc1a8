package io.pollard.network;

/**
 * What a node of the {@link LayerGraph} computes. Plain data, so that surgery, counting, export and
 * the compiled engine need not know DL4J. All spatial values are in pixels, per axis (height,
 * width).
 */
public sealed interface Operation {

  /** The network's input. */
  record Input() implements Operation {}

  /**
   * Cross-correlation. Weight {@code [nOut, nIn, kernelHeight, kernelWidth]} for one group; {@code
   * [kernelHeight, kernelWidth, nIn, nOut/nIn]} for depthwise ones, {@code groups == nIn}, as DL4J
   * keeps them. DL4J knows no other number of groups: {@link GraphBuilder#grouped} draws those as
   * convolutions of {@link Channels}.
   *
   * @param padding zeros added around the input; asymmetric where Same padding is
   */
  record Convolution(
      int nIn,
      int nOut,
      int kernelHeight,
      int kernelWidth,
      int strideHeight,
      int strideWidth,
      Padding padding,
      int dilationHeight,
      int dilationWidth,
      int groups,
      boolean bias)
      implements Operation {

    /** The convolution of one of its groups. */
    public Convolution oneGroup() {
      return sized(nIn / groups, nOut / groups, 1);
    }

    /** Several of this, which has one group, as the groups of one convolution. */
    public Convolution inGroups(int number) {
      return sized(nIn * number, nOut * number, number);
    }

    private Convolution sized(int in, int out, int number) {
      return new Convolution(
          in,
          out,
          kernelHeight,
          kernelWidth,
          strideHeight,
          strideWidth,
          padding,
          dilationHeight,
          dilationWidth,
          number,
          bias);
    }
  }

  /** y = W x + b, weight {@code [nOut, nIn]}; flattens an image input channel-major. */
  record Dense(int nIn, int nOut, boolean bias) implements Operation {}

  /**
   * y = gamma (x - mean) / sqrt(variance + epsilon) + beta, per channel. Running statistics: new =
   * decay * old + (1 - decay) * batch.
   */
  record BatchNorm(int channels, double epsilon, double decay) implements Operation {}

  /**
   * An element-wise function. Hard sigmoid is {@code min(1, max(0, 0.2 x + 0.5))}, hard swish
   * {@code x min(6, max(0, x + 3)) / 6}.
   */
  record Activation(Function function, double alpha) implements Operation {
    /** Element-wise functions. */
    public enum Function {
      RELU,
      LEAKY_RELU,
      RELU6,
      SIGMOID,
      TANH,
      HARD_SIGMOID,
      HARD_SWISH
    }
  }

  /** Max or average pooling; average counts padding where {@code countPadding}. */
  record Pooling(
      boolean max,
      int kernelHeight,
      int kernelWidth,
      int strideHeight,
      int strideWidth,
      Padding padding,
      boolean countPadding)
      implements Operation {}

  /** Pooling over the whole image: {@code [c, h, w] -> [c, 1, 1]}. */
  record GlobalPooling(boolean max) implements Operation {}

  /** Element-wise sum of all inputs. */
  record Add() implements Operation {}

  /** Element-wise product of all inputs. */
  record Multiply() implements Operation {}

  /** Concatenation along channels, in the order of the inputs. */
  record Concat() implements Operation {}

  /** The channels from one (inclusive) to another (exclusive). */
  record Channels(int from, int to) implements Operation {}

  /** One pixel per channel, repeated over an image: {@code [c, 1, 1] -> [c, height, width]}. */
  record Broadcast(int height, int width) implements Operation {}

  /** Multiplication by a constant. */
  record Scale(double factor) implements Operation {}

  /** Addition of a constant. */
  record Shift(double amount) implements Operation {}

  /** Image to vector, channel-major. */
  record Flatten() implements Operation {}

  /** Dropout while training; {@code drop} is the probability of dropping. */
  record Dropout(double drop) implements Operation {}

  /** Softmax with cross-entropy: the network's output and loss. */
  record SoftmaxCrossEntropy() implements Operation {}

  /** A layer that only the reference engine can run; opaque to surgery and compilation. */
  record Opaque(String type) implements Operation {}

  /** Zeros (or excluded cells, in pooling) around an image. */
  record Padding(int top, int left, int bottom, int right) {
    public static final Padding NONE = new Padding(0, 0, 0, 0);
  }
}
