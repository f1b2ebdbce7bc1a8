package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A compiled network computes on the calling thread alone, whatever the environment says. */
class OneThreadIT {

  @Test
  void noThreadIsStartedThoughTheEnvironmentAsksForFour() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(java, "-cp", System.getProperty("java.class.path"), Main.class.getName()));
    builder.environment().put("OMP_NUM_THREADS", "4");
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).endsWith("new threads: []");
  }

  /** Trains, and prints the names of native threads that came up meanwhile. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
      GraphBuilder graph = new GraphBuilder("t", new Shape(3, 32, 32));
      String conv = graph.relu(graph.convolution("conv", graph.input(), 32, 3, 1, 1, true));
      Network network = Nets.of(graph.classifier("out", graph.maxPool("pool", conv, 2), 10));
      Library.pinThread();
      Set<String> before = namesakes();
      try (OneDnnNetwork compiled = new OneDnnNetwork(network, 64)) {
        compiled.updateRule(new UpdateRule(new Optimizer.Sgd(), 0.0, true));
        for (int i = 0; i < 5; i++) {
          compiled.step(Agreement.data(network, 64, i), 0.1, i, 1);
        }
        Set<String> after = namesakes();
        after.removeAll(before);
        System.out.println("new threads: " + after);
      }
    }

    /** Threads with this one's name: OpenMP's workers inherit it, the JVM names its own. */
    private static Set<String> namesakes() throws IOException {
      String own = Files.readString(Path.of("/proc/thread-self/comm"));
      Set<String> found = new HashSet<>();
      try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
        for (Path task : tasks) {
          if (Files.readString(task.resolve("comm")).equals(own)) {
            found.add(task.getFileName().toString());
          }
        }
      }
      return found;
    }
  }
}
