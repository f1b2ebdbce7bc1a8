package io.pollard.measure.latency;

import io.pollard.engine.Engines;
import java.util.ArrayList;
import java.util.List;

/** The runtimes at hand. */
public final class InferenceRuntimes {
  private InferenceRuntimes() {}

  /** The engines, and ONNX Runtime where it is on the class path. */
  public static List<InferenceRuntime> all() {
    List<InferenceRuntime> all = new ArrayList<>();
    for (String name : List.of("dl4j", "onednn")) {
      all.add(new EngineRuntime(Engines.named(name)));
    }
    if (OnnxRuntime.isPresent()) {
      all.add(new OnnxRuntime());
    }
    return all;
  }
}
