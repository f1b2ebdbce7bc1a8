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
    if (hasOnnxRuntime()) {
      all.add(new OnnxRuntime());
    }
    return all;
  }

  /** Asked here and not there: a class that names what is missing cannot be loaded to be asked. */
  private static boolean hasOnnxRuntime() {
    try {
      Class.forName(
          "ai.onnxruntime.OrtEnvironment", false, InferenceRuntimes.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
