package io.pollard.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What happens where native libraries are missing or the processor is old: in other processes. */
class FallbackIT {
  private static final String DNNL_NATIVES = ".*/dnnl-[^/]*-linux-x86_64\\.jar";
  private static final String DNNL = ".*/dnnl-[^/]*\\.jar";
  private static final String ND4J_NATIVES = ".*/nd4j-native-[^/]*-linux-x86_64[^/]*\\.jar";
  private static final String NOTHING = "";

  @Test
  void withEverythingTheCompiledEngineRuns() throws Exception {
    assertThat(run(NOTHING, Map.of()))
        .contains("engine onednn", "ran")
        .doesNotContain("runs on engine");
  }

  @Test
  void withoutTheNativeLibraryDl4jRunsAndOneLineSaysWhy() throws Exception {
    String printed = run(DNNL_NATIVES, Map.of());
    assertThat(printed).contains("engine dl4j", "ran");
    assertThat(lines(printed, "network small runs on engine dl4j: onednn: its native library"))
        .hasSize(1);
  }

  @Test
  void withoutTheLibrarysClassesDl4jRunsAndOneLineSaysWhy() throws Exception {
    String printed = run(DNNL, Map.of());
    assertThat(printed).contains("engine dl4j", "ran");
    assertThat(lines(printed, "network small runs on engine dl4j: onednn: its native library"))
        .hasSize(1);
  }

  /** The library then picks kernels of the oldest processors it knows, or has none. */
  @Test
  void onAnOldProcessorSomethingRuns() throws Exception {
    String printed = run(NOTHING, Map.of("DNNL_MAX_CPU_ISA", "SSE41"));
    assertThat(printed).contains("ran");
    assertThat(printed).containsAnyOf("arithmetic onednn/2.5.2/layout", "engine dl4j");
  }

  @Test
  void withoutAnyNativeLibraryOneMessageSaysSo() throws Exception {
    String printed = run(DNNL_NATIVES + "|" + ND4J_NATIVES, Map.of());
    assertThat(lines(printed, "message: ")).hasSize(1);
    assertThat(printed)
        .contains(
            "message: Cannot run network small with engine dl4j: its native library does not load")
        .contains("run on Linux on x86-64, with the jars that Pollard is built with");
  }

  @Test
  void whoAsksForTheMissingEngineIsToldInOneMessage() throws Exception {
    String printed = run(DNNL_NATIVES, Map.of(), "onednn");
    assertThat(lines(printed, "message: ")).hasSize(1);
    assertThat(printed)
        .contains("message: Cannot run network small: its native library does not load")
        .contains("(engine=onednn); use engine dl4j");
  }

  private static List<String> lines(String printed, String with) {
    return printed.lines().filter(line -> line.contains(with)).toList();
  }

  /** Runs {@link Main} without the jars whose paths match. */
  private static String run(String left, Map<String, String> environment, String... arguments)
      throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(":", -1))
            .filter(jar -> !jar.matches(left))
            .collect(Collectors.joining(":"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp", classPath));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  /** Trains a step on the engine that is named or preferred. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      GraphBuilder graph = new GraphBuilder("small", new Shape(1, 8, 8));
      String conv = graph.relu(graph.convolution("conv", graph.input(), 16, 3, 1, 1, true));
      Network network = Dl4jNetworks.fromGraph("small", graph.classifier("out", conv, 3));
      try {
        Engine engine =
            arguments.length > 0 ? Engines.named(arguments[0]) : Engines.preferred(network);
        System.out.println("engine " + engine.name());
        try (CompiledNetwork compiled = engine.compile(network, 4)) {
          System.out.println("arithmetic " + engine.arithmetic());
          compiled.updateRule(new UpdateRule(new Optimizer.Sgd(), 0.0, true));
          compiled.parameters(ContractNetworks.values(network, 1));
          double loss = compiled.step(ContractNetworks.batch(network, 4, 1), 0.1, 0, 1);
          System.out.println(Double.isFinite(loss) ? "ran" : "loss " + loss);
        }
      } catch (DataException | UserException e) {
        System.out.println("message: " + e.getMessage().lines().collect(Collectors.joining(" ")));
      }
    }
  }
}
