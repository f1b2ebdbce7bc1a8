package io.pollard.engine.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Average pooling that counts padding, without oneDNN's helper: the helper's backward pass does not
 * count it and gives wrong gradients.
 */
@SuppressWarnings("serial") // never leaves the compiled network
final class CountedAveragePooling extends SubsamplingLayer {
  CountedAveragePooling(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
    helper = null;
  }
}
