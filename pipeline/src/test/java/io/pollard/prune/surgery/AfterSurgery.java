package io.pollard.prune.surgery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.engine.Optimizer.Momentum;
import io.pollard.engine.UpdateRule;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Network;
import io.pollard.network.StoredNetwork;
import io.pollard.network.StoredWeights;
import io.pollard.network.dl4j.Dl4jZip;
import io.pollard.network.dl4j.Dl4jZipWriter;
import io.pollard.network.onnx.Judge;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a network goes through after surgery: an epoch, and the way out and back. For tests. */
public final class AfterSurgery {
  private static final double LEARNING_RATE = 0.001;

  private AfterSurgery() {}

  /** Batches of standard normal features, with every class in turn. */
  public static List<Batch> randomEpoch(Network network, int batches, int size, long seed) {
    float[] targets = everyClassInTurn(size, network.classes());
    return IntStream.range(0, batches)
        .mapToObj(i -> new Batch(size, Judge.features(network.input(), size, seed + i), targets))
        .toList();
  }

  static float[] everyClassInTurn(int size, int classes) {
    float[] targets = new float[size * classes];
    for (int i = 0; i < size; i++) {
      targets[i * classes + i % classes] = 1f;
    }
    return targets;
  }

  /** Trains on an epoch, exports what came of it as ONNX and DL4J files and reads both again. */
  public static void requireEpochExportAndReload(
      Network network, float[] start, List<Batch> epoch, long seed) throws IOException {
    float[] after = trained(network, start, epoch, seed);
    assertThat(after).isNotEqualTo(start).doesNotContain(Float.NaN);
    Judge.requireExport(network, after, seed);
    requireDl4jReload(network, after, seed);
  }

  private static float[] trained(Network network, float[] start, List<Batch> epoch, long seed) {
    int size = epoch.get(0).size();
    try (CompiledNetwork compiled = Engines.preferred(network).compile(network, size)) {
      compiled.updateRule(new UpdateRule(new Momentum(LEARNING_RATE, 0.9), 1e-3, false));
      compiled.parameters(start);
      for (int i = 0; i < epoch.size(); i++) {
        assertThat(compiled.step(epoch.get(i), LEARNING_RATE, i, seed)).isFinite();
      }
      return compiled.parameters();
    }
  }

  private static void requireDl4jReload(Network network, float[] parameters, long seed)
      throws IOException {
    Path zip = Files.createTempFile("after-surgery", ".zip");
    try {
      try (OutputStream out = Files.newOutputStream(zip)) {
        Dl4jZipWriter.write(network, parameters, out);
      }
      StoredNetwork again =
          new Dl4jZip(zip.toString(), StoredWeights.KEEP, new KaimingNormal())
              .open(Optional.of(network.input()));
      assertThat(again.parameters()).isEqualTo(parameters);
      float[] features = Judge.features(network.input(), 3, seed);
      Engine engine = Engines.preferred(network);
      assertThat(Judge.probabilities(engine, again.network(), again.parameters(), features))
          .isEqualTo(Judge.probabilities(engine, network, parameters, features));
    } finally {
      Files.delete(zip);
    }
  }
}
