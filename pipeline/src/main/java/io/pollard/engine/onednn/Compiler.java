package io.pollard.engine.onednn;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the programs of a network, all over the same parameters and the same arena. */
final class Compiler {
  private final Network network;
  private final Parameters parameters;
  private final Arena arena;
  private final Exchange exchange;
  private final Element element;

  Compiler(
      Network network, Element element, Parameters parameters, Arena arena, Exchange exchange) {
    this.network = network;
    this.element = element;
    this.parameters = parameters;
    this.arena = arena;
    this.exchange = exchange;
  }

  /**
   * A program and its borders.
   *
   * @param inputs what is filled before a run, by node name; without those that no call reads
   * @param outputs what is read after a run, by node name
   */
  record Compiled(Program program, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
    Compiled {
      inputs = new LinkedHashMap<>(inputs);
      inputs.values().removeIf(input -> !input.storage().isTouched());
    }
  }

  /** Forward from the input to the loss and backward to all parameters. */
  Compiled learning(Mode mode, int batch) {
    ProgramBuilder builder = new ProgramBuilder(arena);
    try {
      Lowering lowering = lowering(mode, batch, builder);
      List<Node> nodes = network.graph().nodes();
      Map<String, Tensor> inputs = Map.of(nodes.get(0).name(), lowering.given(nodes.get(0).name()));
      lowering.lower(nodes.subList(1, nodes.size()), Set.of());
      return new Compiled(builder.build(), inputs, Map.of());
    } catch (RuntimeException e) {
      builder.resources().close();
      throw e;
    }
  }

  /** Forward from given nodes to wanted ones. */
  Compiled inference(int batch, Collection<String> given, Collection<String> wanted) {
    ProgramBuilder builder = new ProgramBuilder(arena);
    try {
      Lowering lowering = lowering(Mode.INFERENCE, batch, builder);
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      given.forEach(name -> inputs.put(name, lowering.given(name)));
      Set<String> visible = new HashSet<>(given);
      visible.addAll(wanted);
      lowering.lower(between(network.graph(), given, wanted), visible);
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      for (String name : wanted) {
        Tensor plain = lowering.convert(lowering.value(name), lowering.plain(lowering.shape(name)));
        builder.output(plain);
        outputs.put(name, plain);
      }
      return new Compiled(builder.build(), inputs, outputs);
    } catch (RuntimeException e) {
      builder.resources().close();
      throw e;
    }
  }

  /**
   * Forward from the input to the loss, with some values kept beside.
   *
   * @param own memory of this program alone, so that what it keeps outlives the runs of others
   * @param kept nodes whose values are kept as they lie; the loss is kept as logits in C order
   */
  Compiled keeping(int batch, Arena own, Collection<String> kept) {
    ProgramBuilder builder = new ProgramBuilder(own);
    try {
      Lowering lowering = lowering(Mode.INFERENCE, batch, builder);
      List<Node> nodes = network.graph().nodes();
      String input = nodes.get(0).name();
      Tensor given = lowering.given(input);
      String loss = nodes.get(nodes.size() - 1).name();
      Set<String> visible = new HashSet<>(kept);
      visible.addAll(List.of(input, loss));
      lowering.lower(between(network.graph(), List.of(input), List.of(loss)), visible);
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      for (String name : kept) {
        builder.output(lowering.value(name));
        outputs.put(name, lowering.value(name));
      }
      outputs.put(loss, logits(lowering, builder, loss));
      return new Compiled(builder.build(), Map.of(input, given), outputs);
    } catch (RuntimeException e) {
      builder.resources().close();
      throw e;
    }
  }

  /**
   * Forward from values that another program kept to the loss.
   *
   * @param kept values by node name
   * @param exchanging parameters of the same network, some slices elsewhere
   */
  Compiled continuing(int batch, Map<String, Tensor> kept, Parameters exchanging) {
    ProgramBuilder builder = new ProgramBuilder(arena);
    try {
      Lowering lowering =
          new Lowering(
              network.graph(), batch, Mode.INFERENCE, element, exchanging, exchange, builder);
      kept.forEach(lowering::given);
      List<Node> nodes = network.graph().nodes();
      String loss = nodes.get(nodes.size() - 1).name();
      Set<String> visible = new HashSet<>(kept.keySet());
      visible.add(loss);
      lowering.lower(between(network.graph(), kept.keySet(), List.of(loss)), visible);
      Map<String, Tensor> outputs = Map.of(loss, logits(lowering, builder, loss));
      return new Compiled(builder.build(), Map.of(), outputs);
    } catch (RuntimeException e) {
      builder.resources().close();
      throw e;
    }
  }

  private static Tensor logits(Lowering lowering, ProgramBuilder builder, String loss) {
    Tensor plain = lowering.convert(lowering.value(loss), lowering.plain(lowering.shape(loss)));
    builder.output(plain);
    return plain;
  }

  private Lowering lowering(Mode mode, int batch, ProgramBuilder builder) {
    return new Lowering(network.graph(), batch, mode, element, parameters, exchange, builder);
  }

  /** The nodes that have to be computed, in the graph's order. */
  private static List<Node> between(
      LayerGraph graph, Collection<String> given, Collection<String> wanted) {
    Map<String, Node> byName = graph.byName();
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(wanted);
    while (!open.isEmpty()) {
      String name = open.pop();
      Node node = byName.get(name);
      if (node == null) {
        throw new IllegalArgumentException("there is no node " + name);
      }
      if (!given.contains(name) && needed.add(name)) {
        if (node.inputs().isEmpty()) {
          throw new IllegalArgumentException("the value of node " + name + " is needed");
        }
        open.addAll(node.inputs());
      }
    }
    return new ArrayList<>(
        graph.nodes().stream().filter(node -> needed.contains(node.name())).toList());
  }
}
