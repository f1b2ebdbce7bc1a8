package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.Network;
import io.pollard.network.RandomGraphs;
import io.pollard.random.Draws;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A thousand networks, sound and damaged, in a process of their own, where a crash would show: each
 * is refused in words or runs. The native library believes what it is told, so whatever is wrong
 * with a network has to be found before.
 */
class FuzzIT {
  private static final int CASES = 1000;

  @Test
  void aThousandSettingsNeverCrash() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    java,
                    "-Xmx1g",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()))
            .redirectErrorStream(true)
            .start();
    Deque<String> last = new ArrayDeque<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last.addLast(line);
        if (last.size() > 40) {
          last.removeFirst();
        }
      }
    }
    String printed = String.join("\n", last);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).contains("cases: " + CASES);
    assertThat(count(printed, "ran")).as("networks that ran").isGreaterThan(CASES / 4);
    assertThat(count(printed, "refused")).as("networks refused").isGreaterThan(CASES / 4);
  }

  private static int count(String printed, String what) {
    return printed
        .lines()
        .filter(line -> line.startsWith(what + ": "))
        .mapToInt(line -> Integer.parseInt(line.substring(what.length() + 2)))
        .sum();
  }

  /** Draws networks and uses them; says which one it has in hand before the library sees it. */
  static final class Main {
    private static final int BATCH = 3;
    private final OneDnnEngine engine = new OneDnnEngine();
    private int ran;
    private int refused;

    private Main() {}

    public static void main(String[] arguments) {
      Main main = new Main();
      for (long seed = 1; main.ran + main.refused < CASES; seed++) {
        Draws draws = Draws.of(seed, "fuzz");
        Optional<Network> network = network(draws, seed);
        if (network.isPresent()) {
          System.out.println("seed " + seed + ": " + network.get().graph());
          main.use(network.get(), draws);
        }
      }
      System.out.println("cases: " + (main.ran + main.refused));
      System.out.println("ran: " + main.ran);
      System.out.println("refused: " + main.refused);
    }

    /** Nothing where a network cannot even be written down. */
    private static Optional<Network> network(Draws draws, long seed) {
      Network sound = Nets.of(RandomGraphs.draw(seed, 1 + draws.nextInt(5)));
      if (draws.nextInt(3) == 0) {
        return Optional.of(sound);
      }
      try {
        return Optional.of(new Mutations(draws).of(sound));
      } catch (IllegalArgumentException | ArithmeticException e) {
        return Optional.empty();
      }
    }

    private void use(Network network, Draws draws) {
      try {
        if (engine.refusal(network).isPresent()) {
          refused++;
          return;
        }
        try (CompiledNetwork compiled = engine.compile(network, BATCH)) {
          run(compiled, draws);
        }
        ran++;
      } catch (DataException | UserException | IllegalArgumentException e) {
        System.out.println("refused: " + e.getMessage());
        refused++;
      }
    }

    private static void run(CompiledNetwork compiled, Draws draws) {
      Network network = compiled.network();
      int length = network.layout().length();
      Batch data = Agreement.data(network, BATCH, draws.nextLong());
      float[] values = Values.initial(network, draws.nextLong());
      compiled.updateRule(new UpdateRule(new Optimizer.Adam(), 1e-3, true));
      compiled.parameters(values);
      compiled.step(data, 1e-3, 0, 1);
      compiled.step(
          new Batch(1 + draws.nextInt(BATCH), data.features(), data.targets()), 1e-3, 1, 1);
      compiled.gradient(data, new float[length]);
      float[] logits = new float[BATCH * network.classes()];
      compiled.logits(data.features(), BATCH, logits);
      var nodes = network.graph().nodes();
      String wanted = nodes.get(draws.nextInt(nodes.size())).name();
      compiled.forward(Map.of(nodes.get(0).name(), data.features()), 2, List.of(wanted));
      refuse(() -> compiled.logits(data.features(), BATCH + 1, logits));
      refuse(() -> compiled.logits(new float[1], BATCH, logits));
      refuse(() -> compiled.logits(data.features(), BATCH, new float[1]));
      refuse(() -> compiled.parameters(new float[length + 1]));
      refuse(() -> compiled.gradient(data, new float[Math.max(0, length - 1)]));
      refuse(() -> compiled.step(new Batch(BATCH, new float[1], data.targets()), 1e-3, 2, 1));
      refuse(() -> compiled.step(new Batch(0, data.features(), data.targets()), 1e-3, 2, 1));
      refuse(() -> compiled.forward(Map.of(), 1, List.of(wanted)));
      refuse(() -> compiled.forward(Map.of("nobody", values), 1, List.of(wanted)));
    }

    /** Misuse is an error in Java, not in the library. */
    private static void refuse(Runnable misuse) {
      try {
        misuse.run();
      } catch (DataException | IllegalArgumentException e) {
        return;
      }
      throw new AssertionError("misuse went through");
    }
  }
}
