package io.pollard.engine.onednn;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Padding;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.random.Draws;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/** Damages a network's settings in one place, as no reader of files would let pass. */
final class Mutations {
  private static final int[] NUMBERS = {-1, 0, 1, 2, 3, 5, 16, 64, 1000, Integer.MAX_VALUE};
  private static final double[] FRACTIONS = {
    Double.NaN, -1.0, 0.0, 0.5, 1.0, 2.0, 1e30, Double.POSITIVE_INFINITY
  };

  private final Draws draws;

  Mutations(Draws draws) {
    this.draws = draws;
  }

  /**
   * Another network.
   *
   * @throws IllegalArgumentException if it cannot even be written down
   */
  Network of(Network network) {
    return switch (draws.nextInt(8)) {
      case 0 -> withLayout(network);
      case 1 ->
          new Network("t", "{}", network.layout(), network.graph(), shape(), network.classes());
      case 2 ->
          new Network("t", "{}", network.layout(), network.graph(), network.input(), number());
      default -> withGraph(network, graph(network.graph()));
    };
  }

  /** With parameters as the damaged settings want them, or as the sound ones did. */
  private Network withGraph(Network network, LayerGraph graph) {
    if (draws.nextBoolean()) {
      return Nets.of(graph);
    }
    return new Network("t", "{}", network.layout(), graph, network.input(), network.classes());
  }

  private Network withLayout(Network network) {
    List<Slice> slices = new ArrayList<>();
    int damaged = draws.nextInt(network.layout().slices().size());
    int offset = 0;
    for (int i = 0; i < network.layout().slices().size(); i++) {
      Slice slice = network.layout().slices().get(i);
      List<Integer> shape = new ArrayList<>(slice.shape());
      if (i == damaged) {
        if (draws.nextInt(4) == 0) {
          continue;
        }
        shape.set(draws.nextInt(shape.size()), 1 + draws.nextInt(20));
      }
      slices.add(new Slice(slice.layer(), slice.role(), shape, offset, slice.prunable()));
      offset = slices.get(slices.size() - 1).end();
    }
    return new Network(
        "t",
        "{}",
        new ParameterLayout(slices),
        network.graph(),
        network.input(),
        network.classes());
  }

  private LayerGraph graph(LayerGraph graph) {
    List<Node> nodes = new ArrayList<>(graph.nodes());
    int at = draws.nextInt(nodes.size());
    Node node = nodes.get(at);
    switch (draws.nextInt(6)) {
      case 0 -> nodes.set(at, new Node(node.name(), node.operation(), node.inputs(), shape()));
      case 1 ->
          nodes.set(at, new Node(node.name(), node.operation(), inputs(nodes, at), node.output()));
      case 2 -> nodes.remove(at);
      default ->
          nodes.set(
              at, new Node(node.name(), operation(node.operation()), node.inputs(), node.output()));
    }
    return new LayerGraph(nodes);
  }

  private List<String> inputs(List<Node> nodes, int at) {
    List<String> inputs = new ArrayList<>();
    for (int i = draws.nextInt(4); i > 0; i--) {
      inputs.add(nodes.get(draws.nextInt(Math.max(1, at))).name());
    }
    return inputs;
  }

  /** The operation with one of its settings drawn anew. */
  private Operation operation(Operation operation) {
    RecordComponent[] components = operation.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    int damaged = components.length == 0 ? -1 : draws.nextInt(components.length);
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        components[i].getAccessor().setAccessible(true);
        Object value = components[i].getAccessor().invoke(operation);
        values[i] = i == damaged ? drawn(types[i], value) : value;
      }
      var constructor = operation.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (Operation) constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Object drawn(Class<?> type, Object value) {
    if (type == int.class) {
      return number();
    }
    if (type == double.class) {
      return FRACTIONS[draws.nextInt(FRACTIONS.length)];
    }
    if (type == boolean.class) {
      return !(Boolean) value;
    }
    if (type == Padding.class) {
      return new Padding(number(), number(), number(), number());
    }
    if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return constants[draws.nextInt(constants.length)];
    }
    return value;
  }

  private int number() {
    return NUMBERS[draws.nextInt(NUMBERS.length)];
  }

  private Shape shape() {
    return new Shape(1 + draws.nextInt(40), 1 + draws.nextInt(12), 1 + draws.nextInt(12));
  }
}
