package io.pollard.measure.latency;

import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.network.Network;
import java.util.Map;
import java.util.Optional;

/**
 * An engine of ours as a runtime.
 *
 * @param engine to run
 */
record EngineRuntime(Engine engine) implements InferenceRuntime {

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public String version() {
    return engine.arithmetic();
  }

  @Override
  public Optional<String> refusal(Network network) {
    return engine.refusal(network);
  }

  @Override
  public Map<String, Double> layers(Network network, float[] parameters, int batch, int runs) {
    float[] features = Examples.features(network, batch);
    try (CompiledNetwork compiled = engine.compile(network, batch)) {
      compiled.parameters(parameters);
      LayerTimes times = new LayerTimes(runs);
      for (int i = 0; i < LayerTimes.runs(runs); i++) {
        compiled.times(features, batch).forEach(times::add);
      }
      return times.medians();
    }
  }

  @Override
  public Session open(Network network, float[] parameters, int batch) {
    CompiledNetwork compiled = engine.compile(network, batch);
    compiled.parameters(parameters);
    float[] features = Examples.features(network, batch);
    float[] logits = new float[batch * network.classes()];
    return new Session() {
      @Override
      public void run() {
        compiled.logits(features, batch, logits);
      }

      @Override
      public void close() {
        compiled.close();
      }
    };
  }
}
