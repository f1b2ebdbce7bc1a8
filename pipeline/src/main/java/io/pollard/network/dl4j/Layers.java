package io.pollard.network.dl4j;

import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Shape;
import io.pollard.network.Shapes;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Operations as DL4J layers. */
final class Layers {
  private Layers() {}

  /**
   * The layer.
   *
   * @param operation what it computes
   * @param input what it is given
   * @param activation what a convolution or dense layer applies to its result
   * @param loss whether a dense layer ends the network with softmax and cross-entropy
   * @throws IllegalArgumentException if DL4J has no such layer
   */
  static Layer write(Operation operation, Shape input, IActivation activation, boolean loss) {
    if (operation instanceof Convolution c) {
      return c.groups() == 1 ? convolution(c, input, activation) : depthwise(c, input, activation);
    }
    if (operation instanceof Dense d && loss) {
      return new OutputLayer.Builder(new LossMCXENT())
          .nIn(d.nIn())
          .nOut(d.nOut())
          .hasBias(d.bias())
          .activation(new ActivationSoftmax())
          .build();
    }
    if (operation instanceof Dense d) {
      return new DenseLayer.Builder()
          .nIn(d.nIn())
          .nOut(d.nOut())
          .hasBias(d.bias())
          .activation(activation)
          .build();
    }
    if (operation instanceof BatchNorm b) {
      return new BatchNormalization.Builder()
          .nIn(b.channels())
          .nOut(b.channels())
          .eps(b.epsilon())
          .decay(b.decay())
          .useLogStd(false)
          .activation(new ActivationIdentity())
          .build();
    }
    if (operation instanceof Pooling p) {
      return pooling(p, input);
    }
    if (operation instanceof GlobalPooling p) {
      return new GlobalPoolingLayer.Builder(p.max() ? PoolingType.MAX : PoolingType.AVG).build();
    }
    if (operation instanceof Broadcast b) {
      return new Upsampling2D.Builder().size(new int[] {b.height(), b.width()}).build();
    }
    if (operation instanceof Activation a) {
      return new ActivationLayer(Functions.write(a));
    }
    if (operation instanceof Dropout d) {
      return new DropoutLayer(LayerKinds.complement(d.drop()));
    }
    if (operation instanceof SoftmaxCrossEntropy) {
      return new LossLayer.Builder(new LossMCXENT()).activation(new ActivationSoftmax()).build();
    }
    throw new IllegalArgumentException("DL4J has no layer for " + operation);
  }

  private static Layer convolution(Convolution c, Shape input, IActivation activation) {
    int[] kernel = {c.kernelHeight(), c.kernelWidth()};
    int[] stride = {c.strideHeight(), c.strideWidth()};
    int[] dilation = {c.dilationHeight(), c.dilationWidth()};
    Window window = Window.of(c.padding(), input, kernel, stride, dilation);
    return new ConvolutionLayer.Builder(kernel, stride, window.padding())
        .convolutionMode(window.mode())
        .dilation(dilation)
        .nIn(c.nIn())
        .nOut(c.nOut())
        .hasBias(c.bias())
        .activation(activation)
        .build();
  }

  private static Layer depthwise(Convolution c, Shape input, IActivation activation) {
    if (c.groups() != c.nIn() || c.nOut() % c.nIn() != 0) {
      throw new IllegalArgumentException(
          "DL4J has no convolution of %d channels in %d groups".formatted(c.nIn(), c.groups()));
    }
    int[] kernel = {c.kernelHeight(), c.kernelWidth()};
    int[] stride = {c.strideHeight(), c.strideWidth()};
    int[] dilation = {c.dilationHeight(), c.dilationWidth()};
    Window window = Window.of(c.padding(), input, kernel, stride, dilation);
    return new DepthwiseConvolution2D.Builder(kernel, stride, window.padding())
        .depthMultiplier(c.nOut() / c.nIn())
        .convolutionMode(window.mode())
        .dilation(dilation)
        .nIn(c.nIn())
        .nOut(c.nOut())
        .hasBias(c.bias())
        .activation(activation)
        .build();
  }

  private static Layer pooling(Pooling p, Shape input) {
    int[] kernel = {p.kernelHeight(), p.kernelWidth()};
    int[] stride = {p.strideHeight(), p.strideWidth()};
    Window window = Window.of(p.padding(), input, kernel, stride, new int[] {1, 1});
    return new SubsamplingLayer.Builder(p.max() ? PoolingType.MAX : PoolingType.AVG)
        .kernelSize(kernel)
        .stride(stride)
        .padding(window.padding())
        .convolutionMode(window.mode())
        .avgPoolIncludePadInDivisor(p.countPadding())
        .build();
  }

  /** How DL4J says where a window goes: the same padding on opposite sides, or "same" mode. */
  private record Window(ConvolutionMode mode, int[] padding) {

    static Window of(Padding padding, Shape input, int[] kernel, int[] stride, int[] dilation) {
      if (padding.top() == padding.bottom() && padding.left() == padding.right()) {
        return new Window(ConvolutionMode.Truncate, new int[] {padding.top(), padding.left()});
      }
      if (padding.equals(Shapes.same(input, kernel, stride, dilation))) {
        return new Window(ConvolutionMode.Same, new int[] {0, 0});
      }
      throw new IllegalArgumentException("DL4J cannot pad by " + padding);
    }
  }
}
