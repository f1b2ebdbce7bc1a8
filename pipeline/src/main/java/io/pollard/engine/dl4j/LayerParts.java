package io.pollard.engine.dl4j;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Takes single layers apart: the layer without its activation or loss, and these as layers of their
 * own, where the layer graph has nodes for them. Dropout and weight noise are replaced by such as
 * ask a {@link Pass}, a softmax's loss by {@link SoftmaxCrossEntropy}, some layers by {@link
 * OwnLayers}.
 */
final class LayerParts {
  private final Map<String, Node> nodes;
  private final Pass pass;

  LayerParts(Map<String, Node> nodes, Pass pass) {
    this.nodes = nodes;
    this.pass = pass;
  }

  /** A layer of the executed graph. */
  record Part(String name, NeuralNetConfiguration layer, Pass pass) {

    /**
     * For DL4J.
     *
     * @param first whether it reads the network's input
     */
    GraphVertex vertex(Optional<InputPreProcessor> preprocessor, boolean first) {
      InputPreProcessor before =
          first ? preprocessor.map(FirstPreprocessor::new).orElse(null) : preprocessor.orElse(null);
      return OwnLayers.of(layer.getLayer(), first, pass)
          .<GraphVertex>map(factory -> new OwnLayerVertex(layer, before, factory))
          .orElseGet(() -> new LayerVertex(layer, before));
    }
  }

  /**
   * The parts of a layer, in the order of execution.
   *
   * @param configuration of the layer; is changed
   */
  List<Part> of(String name, NeuralNetConfiguration configuration) {
    List<Part> parts = new ArrayList<>();
    configuration.setMiniBatch(true);
    Layer layer = configuration.getLayer();
    String activation = name + ":activation";
    String loss = name + ":loss";
    if (nodes.containsKey(activation)
        && layer instanceof BaseLayer base
        && !(base.getActivationFn() instanceof ActivationIdentity)) {
      IActivation function = base.getActivationFn();
      base.setActivationFn(new ActivationIdentity());
      parts.add(part(name, layer, configuration));
      parts.add(part(activation, new ActivationLayer(function), configuration));
    } else if (nodes.containsKey(loss) && layer instanceof OutputLayer output) {
      parts.add(part(name, dense(output), configuration));
      parts.add(
          part(loss, loss(loss, output.getLossFn(), output.getActivationFn()), configuration));
    } else if (layer.getClass() == LossLayer.class) {
      LossLayer given = (LossLayer) layer;
      parts.add(part(name, loss(name, given.getLossFn(), given.getActivationFn()), configuration));
    } else {
      parts.add(part(name, layer, configuration));
    }
    return parts;
  }

  private Part part(String name, Layer layer, NeuralNetConfiguration template) {
    if (layer.getIDropout() != null) {
      layer.setIDropout(new SwitchedDropout(layer.getIDropout(), pass));
    }
    if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
      base.setWeightNoise(new SwitchedNoise(base.getWeightNoise(), pass));
    }
    layer.setLayerName(name);
    NeuralNetConfiguration configuration = template.clone();
    // The template's layer was cloned along; this is the one that is meant.
    configuration.setLayer(layer);
    configuration.clearVariables();
    return new Part(name, configuration, pass);
  }

  /** An output layer's matrix and bias, which give the logits. */
  private static DenseLayer dense(OutputLayer output) {
    DenseLayer dense =
        new DenseLayer.Builder()
            .nIn(output.getNIn())
            .nOut(output.getNOut())
            .hasBias(output.hasBias())
            .activation(new ActivationIdentity())
            .build();
    dense.setIDropout(output.getIDropout());
    dense.setWeightNoise(output.getWeightNoise());
    return dense;
  }

  private LossLayer loss(String node, ILossFunction function, IActivation activation) {
    boolean known =
        nodes.containsKey(node)
            && nodes.get(node).operation() instanceof Operation.SoftmaxCrossEntropy;
    return new LossLayer.Builder(known ? new SoftmaxCrossEntropy() : new CopyingLoss(function))
        .activation(activation)
        .build();
  }
}
