package io.pollard.engine.onednn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/**
 * A list of calls that is run again and again. Kernels are made and memory is bound at the first
 * run. Not thread-safe.
 */
final class Program implements AutoCloseable {

  /** One thing to do. */
  sealed interface Call {}

  /** Runs a kernel. */
  record Execution(Kernel kernel, List<Argument> arguments) implements Call {
    Execution {
      arguments = List.copyOf(arguments);
    }
  }

  /** What a kernel reads or writes. */
  record Argument(int index, Tensor tensor) {}

  /** Does something in Java; tensors it touches are its own business to remember. */
  record Action(Runnable body) implements Call {}

  private final List<Call> calls;
  private final List<String> nodes;
  private final Arena arena;
  private final long arenaBytes;
  private final Resources resources;
  private final List<Bound> memories = new ArrayList<>();
  private final List<Runnable> steps = new ArrayList<>();
  private int generation = -1;

  private record Bound(dnnl_memory memory, Tensor tensor) {}

  /**
   * @param nodes for each call the node that it is for
   * @param resources what the calls' kernels belong to; closed with the program
   */
  Program(List<Call> calls, List<String> nodes, Arena arena, long arenaBytes, Resources resources) {
    this.calls = List.copyOf(calls);
    this.nodes = List.copyOf(nodes);
    this.arena = arena;
    this.arenaBytes = arenaBytes;
    this.resources = resources;
  }

  /** Gets ready to run: after this, tensors have their memory. */
  void bind() {
    if (steps.isEmpty()) {
      arena.require(arenaBytes);
      generation = arena.generation();
      for (Call call : calls) {
        steps.add(
            call instanceof Execution execution ? prepared(execution) : ((Action) call).body());
      }
    } else if (generation != arena.generation()) {
      generation = arena.generation();
      memories.forEach(Program::place);
    }
  }

  /** Says that the memory of a tensor has moved; {@link #bind} first. */
  void moved(Storage storage) {
    for (Bound bound : memories) {
      if (bound.tensor().storage() == storage) {
        place(bound);
      }
    }
  }

  private static void place(Bound bound) {
    Library.check(
        dnnl.dnnl_memory_set_data_handle(bound.memory(), bound.tensor().storage().pointer()),
        "move a tensor");
  }

  /** Runs all calls, in order; {@link #bind} first. */
  void run() {
    for (Runnable step : steps) {
      step.run();
    }
  }

  /**
   * Runs all calls as {@link #run} does, and times each; {@link #bind} first.
   *
   * @return nanoseconds of the calls for each node, in the order of the first ones
   */
  Map<String, Long> time() {
    Map<String, Long> times = new LinkedHashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      long before = System.nanoTime();
      steps.get(i).run();
      times.merge(nodes.get(i), System.nanoTime() - before, Long::sum);
    }
    return times;
  }

  /** The library's names of what runs, in order. */
  List<String> implementations() {
    return calls.stream()
        .filter(Execution.class::isInstance)
        .map(call -> ((Execution) call).kernel().implementation())
        .toList();
  }

  long arenaBytes() {
    return arenaBytes;
  }

  private Runnable prepared(Execution execution) {
    dnnl_primitive primitive = execution.kernel().primitive(resources);
    int count = execution.arguments().size();
    dnnl_exec_arg_t arguments = resources.keep(new dnnl_exec_arg_t(count));
    for (int i = 0; i < count; i++) {
      Argument argument = execution.arguments().get(i);
      arguments.position(i).arg(argument.index()).memory(memory(argument.tensor()));
    }
    arguments.position(0);
    dnnl_stream stream = Library.stream();
    return () -> {
      int status = dnnl.dnnl_primitive_execute(primitive, stream, count, arguments);
      if (status != dnnl.dnnl_success) {
        Library.check(status, "run " + execution.kernel().implementation());
      }
    };
  }

  private dnnl_memory memory(Tensor tensor) {
    dnnl_memory memory = new dnnl_memory();
    Library.check(
        dnnl.dnnl_memory_create(
            memory, tensor.descriptor().handle(), Library.engine(), tensor.storage().pointer()),
        "describe memory");
    resources.onClose(() -> dnnl.dnnl_memory_destroy(memory));
    memories.add(new Bound(memory, tensor));
    return memory;
  }

  @Override
  public void close() {
    resources.close();
  }
}
