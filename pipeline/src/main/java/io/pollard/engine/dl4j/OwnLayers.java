package io.pollard.engine.dl4j;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** Which layers are executed by classes of ours; all others are left to DL4J. */
final class OwnLayers {
  private OwnLayers() {}

  /**
   * The layer that executes a configuration, if it is ours.
   *
   * @param first whether it reads the network's input, so that nobody reads its input's gradient
   */
  static Optional<OwnLayerVertex.Factory> of(Layer layer, boolean first, Pass pass) {
    Class<?> type = layer.getClass();
    if (type == BatchNormalization.class) {
      return Optional.of((c, t) -> new BatchNormLayer(c, t, pass));
    }
    if (type == DenseLayer.class && isPlain((DenseLayer) layer)) {
      return Optional.of((c, t) -> new LeanDense(c, t, first));
    }
    if ((type == ConvolutionLayer.class || type == Convolution2D.class)
        && ((ConvolutionLayer) layer).getActivationFn() instanceof ActivationIdentity) {
      return Optional.of(LeanConvolution::new);
    }
    if ((type == SubsamplingLayer.class || type == Pooling2D.class)
        && countsPadding((SubsamplingLayer) layer)) {
      return Optional.of(CountedAveragePooling::new);
    }
    return Optional.empty();
  }

  private static boolean isPlain(DenseLayer layer) {
    return layer.getActivationFn() instanceof ActivationIdentity && !layer.hasLayerNorm();
  }

  private static boolean countsPadding(SubsamplingLayer layer) {
    boolean padded =
        layer.getConvolutionMode() == ConvolutionMode.Same
            || Arrays.stream(layer.getPadding()).anyMatch(p -> p > 0);
    return layer.getPoolingType() == PoolingType.AVG
        && layer.isAvgPoolIncludePadInDivisor()
        && padded;
  }
}
