package io.pollard.engine.onednn;

import io.pollard.engine.onednn.Program.Action;
import io.pollard.engine.onednn.Program.Argument;
import io.pollard.engine.onednn.Program.Call;
import io.pollard.engine.onednn.Program.Execution;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;

/** Collects the calls of a {@link Program} and when each tensor is needed. */
final class ProgramBuilder {
  /** The number of a call before the first. */
  private static final int BEFORE = -1;

  private final Arena arena;
  private final Resources resources = new Resources();
  private final List<Call> calls = new ArrayList<>();
  private final List<String> nodes = new ArrayList<>();
  private final List<Storage> temporaries = new ArrayList<>();
  private final List<Storage> results = new ArrayList<>();
  private String node = "";

  ProgramBuilder(Arena arena) {
    this.arena = arena;
  }

  /** Says which node the calls that follow are for. */
  void node(String name) {
    node = name;
  }

  /** What kernels belong to. */
  Resources resources() {
    return resources;
  }

  /** A tensor in the arena. */
  Tensor temporary(Descriptor descriptor) {
    Storage storage = Storage.temporary(descriptor.bytes(), arena::at);
    temporaries.add(storage);
    return new Tensor(descriptor, storage);
  }

  /** A tensor that is filled before the program runs; it has memory if a call reads it. */
  Tensor input(Descriptor descriptor) {
    Tensor tensor = temporary(descriptor);
    tensor.storage().touch(BEFORE);
    return tensor;
  }

  /** Keeps a tensor until after the program has run. */
  void output(Tensor tensor) {
    results.add(tensor.storage());
  }

  /** Runs a kernel; its scratch memory and arguments it does not have are seen to. */
  void execute(Kernel kernel, Arguments arguments) {
    List<Argument> all = new ArrayList<>(arguments.list());
    Descriptor scratchpad = kernel.scratchpad();
    if (!scratchpad.isNone() && scratchpad.bytes() > 0) {
      all.add(new Argument(dnnl.DNNL_ARG_SCRATCHPAD, temporary(scratchpad)));
    }
    for (Argument argument : all) {
      argument.tensor().storage().touch(calls.size());
    }
    add(new Execution(kernel, all));
  }

  /** Does something in Java with some tensors. */
  void act(List<Tensor> tensors, Runnable body) {
    for (Tensor tensor : tensors) {
      tensor.storage().touch(calls.size());
    }
    add(new Action(body));
  }

  /** Does something in Java with tensors as it sees them, which are found before. */
  void actOn(List<Planes> views, Runnable body) {
    act(
        views.stream().map(Planes::tensor).toList(),
        () -> {
          for (Planes view : views) {
            view.locate();
          }
          body.run();
        });
  }

  private void add(Call call) {
    calls.add(call);
    nodes.add(node);
  }

  /** The program. */
  Program build() {
    for (Storage result : results) {
      result.touch(calls.size());
    }
    long size = ArenaPlan.place(temporaries.stream().filter(Storage::isTouched).toList());
    return new Program(calls, nodes, arena, size, resources);
  }
}
