package io.pollard.engine.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer's vertex that is executed by a class of ours in place of the one DL4J would take. */
@SuppressWarnings("serial") // never leaves the compiled network
final class OwnLayerVertex extends LayerVertex {
  private final Factory factory;

  /** Makes the executing layer. */
  interface Factory {
    Layer create(NeuralNetConfiguration configuration, DataType type);
  }

  OwnLayerVertex(
      NeuralNetConfiguration layer, @Nullable InputPreProcessor preprocessor, Factory factory) {
    super(layer, preprocessor);
    this.factory = factory;
  }

  @Override
  public GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    NeuralNetConfiguration configuration = getLayerConf();
    Layer layer = factory.create(configuration, type);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(
        configuration.getLayer().initializer().init(configuration, parameters, initialize));
    boolean output = graph.getConfiguration().getNetworkOutputs().contains(name);
    return new org.deeplearning4j.nn.graph.vertex.impl.LayerVertex(
        graph, name, index, layer, getPreProcessor(), output, type);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
