package io.pollard.network.dl4j;

import io.pollard.DataException;
import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.Input;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Shape;
import io.pollard.network.Shapes;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/**
 * Takes the layers and vertices of a DL4J configuration one by one, in the order of its flat
 * vector, and collects the layer graph and the layout.
 */
final class GraphReader {
  private final String network;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Slice> slices = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, InputType> types = new HashMap<>();
  private final Map<String, String> results = new HashMap<>();
  private boolean ended;

  GraphReader(String network) {
    this.network = network;
  }

  /**
   * What was read.
   *
   * @throws DataException if the last layer computes no loss
   */
  Network network(String configuration, Shape input) {
    if (!ended) {
      throw failure("its last layer computes no loss; end it with an OutputLayer");
    }
    int classes = nodes.get(nodes.size() - 1).output().channels();
    LayerGraph graph = HardSwish.join(new LayerGraph(nodes));
    return new Network(network, configuration, new ParameterLayout(slices), graph, input, classes);
  }

  private int length() {
    return slices.isEmpty() ? 0 : slices.get(slices.size() - 1).end();
  }

  /** DL4J's type of a vertex's result. */
  InputType type(String vertex) {
    InputType type = types.get(vertex);
    if (type == null) {
      throw failure("vertex " + vertex + " is read before it is computed");
    }
    return type;
  }

  void input(String name, Shape shape) {
    node(name, new Input(), List.of(), shape);
    results.put(name, name);
    types.put(name, Types.of(shape, CNN2DFormat.NCHW));
  }

  void layer(String name, Layer layer, Optional<InputPreProcessor> preprocessor, String from) {
    String at = result(from);
    InputType given = type(from);
    if (preprocessor.isPresent()) {
      InputType after = preprocessor.get().getOutputType(given);
      at = preprocess(name + ":", preprocessor.get(), at, after);
      given = after;
    }
    Shape input = Types.shape(given);
    // A loss layer knows its size only where somebody set it.
    InputType type =
        layer.getClass() == LossLayer.class ? given : layer.getOutputType(nodes.size(), given);
    if (layer instanceof DropoutLayer) {
      at = node(name, LayerKinds.read(layer.getIDropout()), List.of(at), input);
    } else {
      if (layer.getIDropout() != null) {
        at = node(name + ":dropout", LayerKinds.read(layer.getIDropout()), List.of(at), input);
      }
      at = compute(name, layer, input, at, Types.shape(type));
    }
    slices.addAll(Tensors.of(name, layer, length()));
    results.put(name, at);
    types.put(name, type);
  }

  void vertex(String name, GraphVertex vertex, List<String> from) {
    List<String> inputs = from.stream().map(this::result).toList();
    InputType type =
        VertexTypes.after(
            vertex, nodes.size(), from.stream().map(this::type).toArray(InputType[]::new));
    String at;
    if (vertex instanceof PreprocessorVertex p) {
      at = preprocess(name, p.getPreProcessor(), inputs.get(0), type);
    } else {
      at = node(name, operation(vertex), inputs, Types.shape(type));
    }
    slices.addAll(Tensors.unknown(name, vertex.numParams(true), length()));
    results.put(name, at);
    types.put(name, type);
  }

  private static Operation operation(GraphVertex vertex) {
    if (vertex instanceof ElementWiseVertex e && e.getOp() == ElementWiseVertex.Op.Add) {
      return new Add();
    }
    if (vertex instanceof ElementWiseVertex e && e.getOp() == ElementWiseVertex.Op.Product) {
      return new Multiply();
    }
    if (vertex instanceof SubsetVertex s) {
      return new Channels(s.getFrom(), s.getTo() + 1);
    }
    if (vertex instanceof ShiftVertex s) {
      return new Shift(s.getShiftFactor());
    }
    if (vertex instanceof MergeVertex m && m.getMergeAxis() == MergeVertex.DEFAULT_MERGE_DIM) {
      return new Concat();
    }
    if (vertex instanceof ScaleVertex s) {
      return new Scale(s.getScaleFactor());
    }
    return new Opaque(vertex.getClass().getSimpleName());
  }

  /**
   * A preprocessor is a node of its own name, or a part of its layer, whose name ends in a colon.
   */
  private String preprocess(
      String name, InputPreProcessor preprocessor, String at, InputType type) {
    Shape given = shape(at);
    boolean part = name.endsWith(":");
    if (preprocessor.getClass() == CnnToFeedForwardPreProcessor.class) {
      return given.isVector()
          ? at
          : node(part ? name + "flatten" : name, new Flatten(), List.of(at), Types.shape(type));
    }
    if (preprocessor.getClass() == FeedForwardToCnnPreProcessor.class
        && given.equals(Types.shape(type))) {
      return at;
    }
    return node(
        part ? name + "preprocessor" : name,
        new Opaque(preprocessor.getClass().getSimpleName()),
        List.of(at),
        Types.shape(type));
  }

  private String compute(String name, Layer layer, Shape input, String at, Shape output) {
    if (layer instanceof ActivationLayer a) {
      Optional<Operation> function = Functions.read(a.getActivationFn());
      return function.isPresent() ? node(name, function.get(), List.of(at), output) : at;
    }
    if (layer.getClass() == LossLayer.class) {
      LossLayer l = (LossLayer) layer;
      return loss(name, l.getLossFn(), l.getActivationFn(), at, output);
    }
    String main = node(name, LayerKinds.read(layer, input), List.of(at), output);
    if (layer.getClass() == OutputLayer.class) {
      OutputLayer o = (OutputLayer) layer;
      return loss(name + ":loss", o.getLossFn(), o.getActivationFn(), main, output);
    }
    if (LayerKinds.hasActivation(layer)) {
      Optional<Operation> function = Functions.read(((BaseLayer) layer).getActivationFn());
      if (function.isPresent()) {
        return node(name + ":activation", function.get(), List.of(main), output);
      }
    }
    return main;
  }

  private String loss(
      String name, ILossFunction loss, IActivation activation, String at, Shape output) {
    ended = true;
    Class<?> type = loss.getClass();
    boolean crossEntropy = type == LossMCXENT.class || type == LossNegativeLogLikelihood.class;
    boolean plain =
        crossEntropy
            && ((LossMCXENT) loss).getWeights() == null
            && activation.getClass() == ActivationSoftmax.class;
    Operation operation =
        plain
            ? new SoftmaxCrossEntropy()
            : new Opaque(type.getSimpleName() + " of " + activation.getClass().getSimpleName());
    return node(name, operation, List.of(at), output);
  }

  private String node(String name, Operation operation, List<String> inputs, Shape output) {
    if (shapes.containsKey(name)) {
      throw failure("two of its layers are named " + name + "; give them names of their own");
    }
    if (!(operation instanceof Input) && !(operation instanceof Opaque)) {
      requireShape(name, operation, inputs, output);
    }
    nodes.add(new Node(name, operation, inputs, output));
    shapes.put(name, output);
    return name;
  }

  private void requireShape(String name, Operation operation, List<String> inputs, Shape output) {
    Shape expected;
    try {
      expected = Shapes.after(operation, inputs.stream().map(this::shape).toList());
    } catch (IllegalArgumentException e) {
      throw failure(
          "layer %s does not fit: %s; check the input's shape".formatted(name, e.getMessage()));
    }
    if (!expected.equals(output)) {
      throw new IllegalStateException(
          "layer %s gives %s in DL4J, %s here".formatted(name, output, expected));
    }
  }

  private Shape shape(String node) {
    Shape shape = shapes.get(node);
    if (shape == null) {
      throw failure("layer " + node + " is read before it is computed");
    }
    return shape;
  }

  private String result(String vertex) {
    String node = results.get(vertex);
    if (node == null) {
      throw failure("vertex " + vertex + " is read before it is computed");
    }
    return node;
  }

  private DataException failure(String why) {
    return new DataException("Cannot use network %s: %s".formatted(network, why));
  }
}
