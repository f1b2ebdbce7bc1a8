package io.pollard.network.dl4j;

import io.pollard.network.Operation;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Shape;
import io.pollard.network.Shapes;
import java.math.BigDecimal;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;

/** DL4J layers as operations; a layer with anything unusual about it is opaque. */
final class LayerKinds {
  private LayerKinds() {}

  /** A plain two-dimensional convolution. */
  static boolean isConvolution(Layer layer) {
    return layer.getClass() == ConvolutionLayer.class || layer.getClass() == Convolution2D.class;
  }

  /** A layer that applies {@link BaseLayer#getActivationFn} to the result of its operation. */
  static boolean hasActivation(Layer layer) {
    return isConvolution(layer)
        || layer.getClass() == DepthwiseConvolution2D.class
        || (layer.getClass() == DenseLayer.class && !((DenseLayer) layer).hasLayerNorm());
  }

  /**
   * What a layer computes, apart from dropout, activation and loss.
   *
   * @param input what it is given, after preprocessing
   */
  static Operation read(Layer layer, Shape input) {
    if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
      return opaque(layer, " with weight noise");
    }
    if (layer.getClass() == DepthwiseConvolution2D.class) {
      ConvolutionLayer c = (ConvolutionLayer) layer;
      return convolution(c, input, Math.toIntExact(c.getNIn()));
    }
    if (isConvolution(layer)) {
      return convolution((ConvolutionLayer) layer, input, 1);
    }
    if (layer.getClass() == DenseLayer.class) {
      DenseLayer d = (DenseLayer) layer;
      return d.hasLayerNorm()
          ? opaque(layer, " with layer norm")
          : new Dense(Math.toIntExact(d.getNIn()), Math.toIntExact(d.getNOut()), d.hasBias());
    }
    if (layer.getClass() == OutputLayer.class) {
      OutputLayer d = (OutputLayer) layer;
      return new Dense(Math.toIntExact(d.getNIn()), Math.toIntExact(d.getNOut()), d.hasBias());
    }
    if (layer.getClass() == BatchNormalization.class) {
      BatchNormalization b = (BatchNormalization) layer;
      return b.isLockGammaBeta()
          ? opaque(layer, " with locked gamma and beta")
          : new BatchNorm(Math.toIntExact(b.getNOut()), b.getEps(), b.getDecay());
    }
    if (layer.getClass() == SubsamplingLayer.class || layer.getClass() == Pooling2D.class) {
      return pooling((SubsamplingLayer) layer, input);
    }
    if (layer.getClass() == GlobalPoolingLayer.class) {
      GlobalPoolingLayer g = (GlobalPoolingLayer) layer;
      boolean known =
          g.getPoolingType() == PoolingType.MAX || g.getPoolingType() == PoolingType.AVG;
      return known
          ? new GlobalPooling(g.getPoolingType() == PoolingType.MAX)
          : opaque(layer, " " + g.getPoolingType());
    }
    if (layer.getClass() == Upsampling2D.class && input.isVector()) {
      int[] size = ((Upsampling2D) layer).getSize();
      return new Broadcast(size[0], size[1]);
    }
    return opaque(layer, "");
  }

  /** Dropout on what a layer is given. */
  static Operation read(IDropout dropout) {
    return dropout.getClass() == org.deeplearning4j.nn.conf.dropout.Dropout.class
            && ((org.deeplearning4j.nn.conf.dropout.Dropout) dropout).getPSchedule() == null
        ? new Dropout(complement(((org.deeplearning4j.nn.conf.dropout.Dropout) dropout).getP()))
        : new Opaque(dropout.getClass().getSimpleName());
  }

  /**
   * One minus a probability, in decimals: DL4J says how much dropout keeps, we how much it drops.
   */
  static double complement(double probability) {
    return BigDecimal.ONE.subtract(BigDecimal.valueOf(probability)).doubleValue();
  }

  private static Operation convolution(ConvolutionLayer c, Shape input, int groups) {
    int[] kernel = c.getKernelSize();
    int[] stride = c.getStride();
    int[] dilation = c.getDilation();
    return new Convolution(
        Math.toIntExact(c.getNIn()),
        Math.toIntExact(c.getNOut()),
        kernel[0],
        kernel[1],
        stride[0],
        stride[1],
        padding(c.getConvolutionMode(), c.getPadding(), input, kernel, stride, dilation),
        dilation[0],
        dilation[1],
        groups,
        c.hasBias());
  }

  private static Operation pooling(SubsamplingLayer p, Shape input) {
    boolean known = p.getPoolingType() == PoolingType.MAX || p.getPoolingType() == PoolingType.AVG;
    if (!known || !Arrays.equals(p.getDilation(), new int[] {1, 1})) {
      return opaque(p, " " + p.getPoolingType() + " dilation " + Arrays.toString(p.getDilation()));
    }
    boolean max = p.getPoolingType() == PoolingType.MAX;
    int[] kernel = p.getKernelSize();
    int[] stride = p.getStride();
    return new Pooling(
        max,
        kernel[0],
        kernel[1],
        stride[0],
        stride[1],
        padding(p.getConvolutionMode(), p.getPadding(), input, kernel, stride, p.getDilation()),
        !max && p.isAvgPoolIncludePadInDivisor());
  }

  private static Padding padding(
      ConvolutionMode mode,
      int[] padding,
      Shape input,
      int[] kernel,
      int[] stride,
      int[] dilation) {
    return mode == ConvolutionMode.Same
        ? Shapes.same(input, kernel, stride, dilation)
        : new Padding(padding[0], padding[1], padding[0], padding[1]);
  }

  private static Opaque opaque(Layer layer, String why) {
    return new Opaque(layer.getClass().getSimpleName() + why);
  }
}
