package io.pollard.measure.latency;

import io.pollard.network.Network;
import java.util.Map;
import java.util.Optional;

/** Something that runs networks. */
public interface InferenceRuntime {

  /** Such as {@code onednn} or {@code onnxruntime}. */
  String name();

  /** What its speed depends on besides the machine. */
  String version();

  /** Why it cannot run a network, or empty if it can. */
  Optional<String> refusal(Network network);

  /**
   * Makes a network ready to run batches of random examples, on one thread.
   *
   * @param parameters over the network's layout
   * @param batch number of examples
   */
  Session open(Network network, float[] parameters, int batch);

  /**
   * Where the time of an inference goes: median milliseconds of each node of the graph, on one
   * thread, by name. What is computed in one go with another node counts there. Empty where the
   * runtime cannot tell.
   *
   * @param parameters over the network's layout
   * @param batch number of examples
   * @param runs that count, after a third as many that do not
   */
  default Map<String, Double> layers(Network network, float[] parameters, int batch, int runs) {
    return Map.of();
  }

  /** A network that is ready; to be used by one thread. */
  interface Session extends AutoCloseable {
    /** One inference of the whole batch, from features to outputs. */
    void run();

    @Override
    void close();
  }
}
