package io.pollard.network.dl4j;

import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;

/** Images in front of dense layers. */
final class Flattening {
  private Flattening() {}

  /** The preprocessor that a dense layer without one needs for an image. */
  static Optional<InputPreProcessor> needed(Layer layer, InputType given) {
    boolean dense = layer instanceof DenseLayer || layer instanceof OutputLayer;
    return dense && given.getType() == InputType.Type.CNN
        ? Optional.ofNullable(layer.getPreProcessorForInputType(given))
        : Optional.empty();
  }
}
