package io.pollard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.random.Draws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;

/**
 * Compiles, trains, evaluates and closes networks that no one has seen before, on two threads, and
 * writes down what memory the process holds. Sizes are drawn, so that nothing the native library
 * remembers fits the next network. Arguments: minutes, and how many networks there are for one that
 * the reference engine runs (0: none).
 */
final class Soak {
  private static final int THREADS = 2;
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nets = new AtomicLong();
  private final long end;
  private final int referenceEvery;

  private Soak(long end, int referenceEvery) {
    this.end = end;
    this.referenceEvery = referenceEvery;
  }

  public static void main(String[] arguments) throws Exception {
    double minutes = Double.parseDouble(arguments[0]);
    long begin = System.nanoTime();
    new Soak(begin + (long) (minutes * 60 * SECOND), Integer.parseInt(arguments[1]))
        .run(begin, minutes * 60);
  }

  private void run(long begin, double seconds) throws Exception {
    Thread[] arms = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      arms[i] = new Thread(() -> arm(number), "arm-" + i);
      arms[i].setDaemon(true);
      arms[i].start();
    }
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode samples = mapper.createArrayNode();
    double between = Math.max(2.0, seconds / 60);
    for (int i = 1; System.nanoTime() < end; i++) {
      long due = begin + (long) (i * between * SECOND);
      while (System.nanoTime() < Math.min(due, end)) {
        arms[0].join(50);
        if (!arms[0].isAlive() && System.nanoTime() < end) {
          throw new IllegalStateException("an arm ended before its time");
        }
      }
      ObjectNode sample =
          samples
              .addObject()
              .put("seconds", Math.round((System.nanoTime() - begin) / (double) SECOND))
              .put("nets", nets.get())
              .put("resident_mib", resident() >> 10)
              .put("javacpp_mib", Pointer.totalBytes() >> 20);
      System.err.println(sample);
    }
    for (Thread arm : arms) {
      arm.join();
    }
    ObjectNode all = mapper.createObjectNode().put("bench", "soak").put("nets", nets.get());
    all.set("samples", samples);
    System.out.println(mapper.writeValueAsString(all));
  }

  private void arm(int number) {
    for (long i = 0; System.nanoTime() < end; i++) {
      Draws draws = Draws.of(number, "soak", i);
      Network network = network(draws);
      boolean reference = referenceEvery > 0 && i % referenceEvery == 0;
      Engine engine = reference ? Engines.named("dl4j") : Engines.preferred(network);
      use(engine, network, draws);
      nets.incrementAndGet();
    }
  }

  /** A few steps under a mask, the last one with a smaller batch; a gradient; an evaluation. */
  private static void use(Engine engine, Network network, Draws draws) {
    int batch = 8 + draws.nextInt(56);
    int length = network.layout().length();
    int classes = network.classes();
    float[] features = new float[batch * network.input().size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextDouble();
    }
    float[] targets = new float[batch * classes];
    for (int i = 0; i < batch; i++) {
      targets[i * classes + draws.nextInt(classes)] = 1f;
    }
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (0.05 * draws.nextDouble() + 0.01);
    }
    try (CompiledNetwork compiled = engine.compile(network, batch)) {
      compiled.updateRule(new UpdateRule(new Optimizer.Adam(), 1e-4, true));
      compiled.mask(Mask.of(length, i -> (i & 3) != 0));
      compiled.parameters(values);
      for (int i = 0; i < 3; i++) {
        compiled.step(new Batch(i < 2 ? batch : batch / 2, features, targets), 1e-3, i, 1);
      }
      compiled.gradient(new Batch(batch, features, targets), new float[length]);
      compiled.logits(features, batch, new float[batch * classes]);
      compiled.forward(
          Map.of(network.graph().nodes().get(0).name(), features),
          batch,
          Set.of(network.graph().nodes().get(1).name()));
    }
  }

  private static Network network(Draws draws) {
    return switch (draws.nextInt(3)) {
      case 0 -> perceptron(draws);
      case 1 -> convolutional(draws);
      default -> residual(draws);
    };
  }

  private static Network perceptron(Draws draws) {
    GraphBuilder graph = new GraphBuilder("soak", new Shape(1, 28, 28));
    String a = graph.relu(graph.dense("a", graph.input(), 50 + draws.nextInt(300), true));
    String b = graph.relu(graph.dense("b", a, 20 + draws.nextInt(150), true));
    return Dl4jNetworks.fromGraph("soak", graph.classifier("out", b, 10));
  }

  private static Network convolutional(Draws draws) {
    GraphBuilder graph = new GraphBuilder("soak", new Shape(1, 28, 28));
    String a = graph.convolution("a", graph.input(), 4 + draws.nextInt(28), 5, 1, 0, true);
    String pool = graph.maxPool("pool", a, 2);
    String b = graph.convolution("b", pool, 8 + draws.nextInt(56), 5, 1, 0, true);
    String dropped = graph.dropout("drop", graph.maxPool("pool2", b, 2), 0.2);
    String c = graph.relu(graph.dense("c", dropped, 50 + draws.nextInt(400), true));
    return Dl4jNetworks.fromGraph("soak", graph.classifier("out", c, 10));
  }

  private static Network residual(Draws draws) {
    int channels = 8 + 4 * draws.nextInt(10);
    GraphBuilder graph = new GraphBuilder("soak", new Shape(3, 32, 32));
    String stem =
        graph.relu(
            "r", graph.batchNorm("n", graph.convolution("c", "input", channels, 3, 1, 1, false)));
    String at = stem;
    for (int i = 0; i < 1 + draws.nextInt(3); i++) {
      String a = graph.convolution("a" + i, at, channels, 3, 1, 1, false);
      String ra = graph.relu("ra" + i, graph.batchNorm("na" + i, a));
      String b = graph.convolution("b" + i, ra, channels, 3, 1, 1, false);
      at = graph.relu("rs" + i, graph.add("s" + i, graph.batchNorm("nb" + i, b), at));
    }
    return Dl4jNetworks.fromGraph(
        "soak", graph.classifier("out", graph.globalAveragePool("pool", at), 10));
  }

  /** KiB of physical memory that the process holds. */
  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmRSS in /proc/self/status");
  }
}
