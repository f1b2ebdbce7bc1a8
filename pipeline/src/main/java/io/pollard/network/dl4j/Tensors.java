package io.pollard.network.dl4j;

import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;

/**
 * Where DL4J keeps a layer's tensors in its part of the flat vector: a convolution its bias before
 * its kernels, a dense layer its matrix before its bias, batch norm gamma, beta, mean, variance.
 */
final class Tensors {
  private final String layer;
  private final List<Slice> slices = new ArrayList<>();
  private int offset;

  private Tensors(String layer, int offset) {
    this.layer = layer;
    this.offset = offset;
  }

  /**
   * The slices of a layer, in order.
   *
   * @param name the layer's
   * @param layer its configuration; of a kind that is not known in detail, all tensors are one
   *     slice that is not prunable
   * @param offset where its part begins
   */
  static List<Slice> of(String name, Layer layer, int offset) {
    Tensors tensors = new Tensors(name, offset);
    Class<?> type = layer.getClass();
    if (type == DepthwiseConvolution2D.class) {
      tensors.depthwise((DepthwiseConvolution2D) layer);
    } else if (LayerKinds.isConvolution(layer)) {
      tensors.convolution((ConvolutionLayer) layer);
    } else if (type == DenseLayer.class && !((DenseLayer) layer).hasLayerNorm()) {
      tensors.dense((DenseLayer) layer, ((DenseLayer) layer).hasBias());
    } else if (type == OutputLayer.class) {
      tensors.dense((OutputLayer) layer, ((OutputLayer) layer).hasBias());
    } else if (type == BatchNormalization.class) {
      tensors.batchNorm((BatchNormalization) layer);
    } else {
      return unknown(name, layer.initializer().numParams(layer), offset);
    }
    long expected = layer.initializer().numParams(layer);
    if (tensors.offset - offset != expected) {
      throw new IllegalStateException(
          "layer %s has %d values in DL4J, %d in the layout"
              .formatted(name, expected, tensors.offset - offset));
    }
    return tensors.slices;
  }

  /** One slice for everything. */
  static List<Slice> unknown(String name, long count, int offset) {
    return count == 0
        ? List.of()
        : List.of(new Slice(name, Role.WEIGHT, List.of(Math.toIntExact(count)), offset, false));
  }

  private void convolution(ConvolutionLayer layer) {
    int nOut = Math.toIntExact(layer.getNOut());
    int[] kernel = layer.getKernelSize();
    if (layer.hasBias()) {
      add(Role.BIAS, false, nOut);
    }
    add(Role.WEIGHT, true, nOut, Math.toIntExact(layer.getNIn()), kernel[0], kernel[1]);
  }

  private void depthwise(DepthwiseConvolution2D layer) {
    int[] kernel = layer.getKernelSize();
    if (layer.hasBias()) {
      add(Role.BIAS, false, Math.toIntExact(layer.getNOut()));
    }
    add(
        Role.WEIGHT,
        true,
        kernel[0],
        kernel[1],
        Math.toIntExact(layer.getNIn()),
        layer.getDepthMultiplier());
  }

  private void dense(FeedForwardLayer layer, boolean bias) {
    int nOut = Math.toIntExact(layer.getNOut());
    add(Role.WEIGHT, true, nOut, Math.toIntExact(layer.getNIn()));
    if (bias) {
      add(Role.BIAS, false, nOut);
    }
  }

  private void batchNorm(BatchNormalization layer) {
    int channels = Math.toIntExact(layer.getNOut());
    if (!layer.isLockGammaBeta()) {
      add(Role.GAMMA, false, channels);
      add(Role.BETA, false, channels);
    }
    add(Role.MEAN, false, channels);
    add(Role.VARIANCE, false, channels);
  }

  private void add(Role role, boolean prunable, Integer... shape) {
    Slice slice = new Slice(layer, role, List.of(shape), offset, prunable);
    slices.add(slice);
    offset = slice.end();
  }
}
