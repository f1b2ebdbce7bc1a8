package io.pollard.network.onnx;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engines;
import io.pollard.engine.Optimizer.Adam;
import io.pollard.engine.UpdateRule;
import io.pollard.measure.latency.InferenceRuntime;
import io.pollard.measure.latency.InferenceRuntimes;
import io.pollard.measure.latency.Latency;
import io.pollard.measure.latency.Machine;
import io.pollard.measure.latency.Pruned;
import io.pollard.measure.latency.Stopwatch;
import io.pollard.measure.latency.Stopwatch.Subject;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.StoredNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The study behind docs/results/text-direction.md: the foreign text-direction classifier is pruned
 * structurally, fine-tuned on rendered lines, exported, and judged by ONNX Runtime. {@code train
 * <folder>} prunes and fine-tunes and leaves ONNX models, {@code time <folder> <seconds>} times
 * them. Not a test: it asserts nothing.
 */
public final class TextDirectionStudy {
  private static final List<Double> SHARES = List.of(1.0, 0.5, 0.25);
  private static final int TEST_LINES = 500;
  private static final int BATCH = 32;
  private static final int ITERATIONS = 80;
  private static final double RATE = 1e-3;
  private static final long TEST = 1_000;
  private static final long TRAINING = 2_000;

  private TextDirectionStudy() {}

  public static void main(String... args) throws IOException {
    Path folder = Path.of(args[1]);
    if (args[0].equals("train")) {
      train(folder);
    } else {
      time(folder, Double.parseDouble(args[2]));
    }
  }

  private static void train(Path folder) throws IOException {
    StoredNetwork stored =
        OnnxImport.read("text-direction", TextDirectionTest.model(), Optional.of(TextLines.SHAPE));
    System.out.println(
        "| multiply-accumulates | filters removed | parameters | before fine-tuning | after | ONNX file, bytes |");
    System.out.println("|---|---|---|---|---|---|");
    for (double share : SHARES) {
      Pruned pruned = Pruned.to(stored.network(), stored.parameters(), share, 1);
      Network network = pruned.smaller().network();
      float[] start = pruned.smaller().slice(stored.parameters());
      double before = accuracy(OnnxExport.bytes(network, start));
      byte[] model = OnnxExport.bytes(network, fineTuned(network, start));
      Files.write(folder.resolve("%s.onnx".formatted(share)), model);
      System.out.printf(
          "| %,d (%.1f%%) | %.1f%% | %,d | %.4f | %.4f | %,d |%n",
          pruned.macs(),
          100.0 * pruned.macs() / NetworkCounts.of(stored.network()).macs(),
          100 * pruned.sparsity(),
          NetworkCounts.of(network).params(),
          before,
          accuracy(model),
          model.length);
    }
  }

  /** Share of test lines that ONNX Runtime tells right. */
  private static double accuracy(byte[] model) {
    int right = 0;
    for (int from = 0; from < TEST_LINES; from += 100) {
      float[] out = OnnxRunner.run(model, TextLines.SHAPE, TextLines.batch(TEST, from, 100));
      for (int i = 0; i < 100; i++) {
        right += out[2 * i + 1] > out[2 * i] == ((from + i) % 2 == 1) ? 1 : 0;
      }
    }
    return (double) right / TEST_LINES;
  }

  private static float[] fineTuned(Network network, float[] start) {
    try (CompiledNetwork compiled = Engines.preferred(network).compile(network, BATCH)) {
      compiled.parameters(start);
      compiled.updateRule(new UpdateRule(new Adam(RATE, 0.9, 0.999, 1e-8), 0.0, false));
      float[] targets = new float[2 * BATCH];
      for (int i = 0; i < BATCH; i++) {
        targets[2 * i + i % 2] = 1.0f;
      }
      for (int i = 0; i < ITERATIONS; i++) {
        float[] features = TextLines.batch(TRAINING, i * BATCH, BATCH);
        double rate = RATE * 0.5 * (1 + Math.cos(Math.PI * i / ITERATIONS));
        compiled.step(new Batch(BATCH, features, targets), rate, i, 1);
      }
      return compiled.parameters();
    }
  }

  private static void time(Path folder, double seconds) throws IOException {
    System.out.println(Machine.describe());
    System.out.println(
        "| multiply-accumulates | runtime | batch | ms (q1, q3) | speed-up | theoretical |");
    System.out.println("|---|---|---|---|---|---|");
    StoredNetwork dense = open(folder, 1.0);
    for (InferenceRuntime runtime : InferenceRuntimes.all()) {
      for (int batch : List.of(1, 64)) {
        List<StoredNetwork> models = new ArrayList<>();
        for (double share : SHARES) {
          models.add(open(folder, share));
        }
        List<Latency> times =
            new Stopwatch(seconds)
                .time(
                    runtime,
                    models.stream().map(m -> new Subject(m.network(), m.parameters())).toList(),
                    batch);
        for (int i = 0; i < SHARES.size(); i++) {
          Latency t = times.get(i);
          System.out.printf(
              "| %.1f%% | %s | %d | %.3f (%.3f, %.3f) | %.2f | %.2f |%n",
              100 * SHARES.get(i),
              runtime.name(),
              batch,
              t.median(),
              t.lower(),
              t.upper(),
              times.get(0).median() / t.median(),
              (double) NetworkCounts.of(dense.network()).macs()
                  / NetworkCounts.of(models.get(i).network()).macs());
        }
      }
    }
  }

  private static StoredNetwork open(Path folder, double share) throws IOException {
    byte[] model = Files.readAllBytes(folder.resolve("%s.onnx".formatted(share)));
    return OnnxImport.read("text-direction", model, Optional.empty());
  }
}
