package io.pollard.measure.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerGraph;
import io.pollard.network.Network;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock runs; what it shows is the machine's business. */
class LatencyTest {
  private static Network network() {
    GraphBuilder graph = new GraphBuilder("timed", new Shape(2, 6, 6));
    String conv = graph.relu(graph.convolution("conv", graph.input(), 4, 3, 1, 1, true));
    return Dl4jNetworks.fromGraph("timed", graph.classifier("fc", conv, 3));
  }

  @Test
  void everyRuntimeIsTimed() {
    Network network = network();
    float[] parameters = new float[network.layout().length()];
    Stopwatch watch = new Stopwatch(0.0);

    assertThat(InferenceRuntimes.all())
        .extracting(InferenceRuntime::name)
        .containsExactly("dl4j", "onednn", "onnxruntime");
    for (InferenceRuntime runtime : InferenceRuntimes.all()) {
      assertThat(runtime.refusal(network)).isEmpty();
      for (int batch : new int[] {1, 64}) {
        Latency latency = watch.time(runtime, network, parameters, batch);
        assertThat(latency.runtime()).isEqualTo(runtime.name());
        assertThat(latency.version()).isNotBlank();
        assertThat(latency.batch()).isEqualTo(batch);
        assertThat(latency.runs()).isEqualTo(15);
        assertThat(latency.lower()).isPositive().isLessThanOrEqualTo(latency.median());
        assertThat(latency.median()).isLessThanOrEqualTo(latency.upper());
      }
    }
  }

  @Test
  void timeIsSplitByLayerWhereTheRuntimeCanTell() {
    Network network = network();
    float[] parameters = new float[network.layout().length()];
    for (InferenceRuntime runtime : InferenceRuntimes.all()) {
      Map<String, Double> layers = runtime.layers(network, parameters, 4, 5);
      if (runtime.name().equals("dl4j")) {
        assertThat(layers).isEmpty();
      } else {
        assertThat(layers)
            .containsKeys("conv", "fc")
            .allSatisfy((k, v) -> assertThat(v).isNotNegative());
        assertThat(layers.values().stream().mapToDouble(t -> t).sum()).isPositive();
      }
    }
  }

  @Test
  void layersTakeTheMedianOfTheLastRuns() {
    LayerTimes times = new LayerTimes(3);
    assertThat(LayerTimes.runs(3)).isEqualTo(4);
    for (long nanos : new long[] {900_000_000, 4_000_000, 1_000_000, 2_000_000}) {
      times.add("conv", nanos);
      times.add("fc", nanos / 2);
    }
    assertThat(times.medians()).containsExactly(entry("conv", 2.0), entry("fc", 1.0));
  }

  @Test
  void kernelsOfOnnxRuntimeBelongToTheLayersTheyAreNamedAfter(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("profile.json");
    String event =
        "{\"cat\": \"%s\", \"name\": \"%s\", \"dur\": %d, \"args\": {\"op_name\": \"%s\"}}";
    Files.writeString(
        file,
        List.of(
                event.formatted("Session", "model_run", 99, ""),
                event.formatted("Node", "conv:activation_kernel_time", 3000, "Conv"),
                event.formatted("Node", "conv:activation_fence_before", 77, "Conv"),
                event.formatted("Node", "ReorderOutput_token_1_kernel_time", 500, "ReorderOutput"),
                event.formatted("Node", "ReorderInput_token_2_kernel_time", 250, "ReorderInput"),
                event.formatted("Node", "fc_kernel_time", 1000, "Gemm"))
            .toString());
    assertThat(new OnnxProfile(network()).read(file, 1))
        .containsExactly(
            entry("conv", 3.0),
            entry("ReorderOutput", 0.5),
            entry("ReorderInput", 0.25),
            entry("fc", 1.0));
  }

  @Test
  void onnxRuntimeRefusesWhatCannotBeExported() {
    Network network = network();
    List<LayerGraph.Node> nodes = new ArrayList<>(network.graph().nodes());
    nodes.set(
        2,
        new LayerGraph.Node(
            "odd", new Opaque("Mish"), nodes.get(2).inputs(), nodes.get(2).output()));
    Network odd =
        new Network(
            "odd",
            network.configuration(),
            network.layout(),
            new LayerGraph(nodes.subList(0, 3)),
            network.input(),
            network.classes());
    assertThat(new OnnxRuntime().refusal(odd)).contains("layer odd has no counterpart in ONNX");
  }

  @Test
  void warmUpIsNotCounted() {
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    InferenceRuntime counter =
        new InferenceRuntime() {
          @Override
          public String name() {
            return "counter";
          }

          @Override
          public String version() {
            return "1";
          }

          @Override
          public Optional<String> refusal(Network network) {
            return Optional.empty();
          }

          @Override
          public Session open(Network network, float[] parameters, int batch) {
            return new Session() {
              @Override
              public void run() {
                runs.incrementAndGet();
              }

              @Override
              public void close() {
                closed.incrementAndGet();
              }
            };
          }
        };
    Latency latency = new Stopwatch(0, 0, 7, 9).time(counter, network(), new float[0], 1);
    assertThat(latency.runs()).isEqualTo(7);
    assertThat(runs).hasValue(10);
    assertThat(closed).hasValue(1);
    assertThat(
            new Stopwatch(0, Long.MAX_VALUE, 7, 9).time(counter, network(), new float[0], 1).runs())
        .isEqualTo(9);
  }

  @Test
  void networksAreTimedInTurns() {
    Network network = network();
    float[] parameters = new float[network.layout().length()];
    Stopwatch.Subject subject = new Stopwatch.Subject(network, parameters);
    InferenceRuntime runtime = InferenceRuntimes.all().get(1);
    assertThat(new Stopwatch(0.0).time(runtime, List.of(subject, subject, subject), 2))
        .hasSize(3)
        .allMatch(latency -> latency.runs() == 15 && latency.batch() == 2);
  }

  @Test
  void machineSaysWhatItIs() {
    assertThat(Machine.describe()).contains("processors", "Java 17");
  }
}
