package io.pollard.engine.onednn;

import io.pollard.engine.onednn.Program.Argument;
import java.util.ArrayList;
import java.util.List;

/** The arguments of a call, by the library's numbers. */
final class Arguments {
  private final List<Argument> list = new ArrayList<>();

  Arguments with(int index, Tensor tensor) {
    list.add(new Argument(index, tensor));
    return this;
  }

  List<Argument> list() {
    return list;
  }
}
