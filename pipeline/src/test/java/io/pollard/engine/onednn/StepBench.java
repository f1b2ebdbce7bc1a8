package io.pollard.engine.onednn;

import io.pollard.engine.Batch;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.random.Draws;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Measures masked training steps and forward passes of networks of the zoo, in samples per second
 * of the thread's processor time. Arguments: {@code network:batch:optimizer ...}.
 */
final class StepBench {
  private StepBench() {}

  public static void main(String[] arguments) {
    for (String argument : arguments) {
      List<String> parts = List.of(argument.split(":", -1));
      measure(
          parts.get(0),
          Integer.parseInt(parts.get(1)),
          parts.size() > 2 ? parts.get(2) : "momentum");
    }
  }

  private static void measure(String name, int batch, String optimizer) {
    Shape input = name.startsWith("lenet") ? new Shape(1, 28, 28) : new Shape(3, 32, 32);
    Network network =
        ServiceLoader.load(NetworkFamily.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(family -> family.name().equals(name))
            .findFirst()
            .orElseThrow()
            .build(input, 10);
    long start = System.nanoTime();
    try (OneDnnNetwork compiled = new OneDnnNetwork(network, batch)) {
      double compile = (System.nanoTime() - start) / 1e6;
      compiled.parameters(Values.initial(network, 1));
      compiled.mask(Mask.of(network.layout().length(), i -> i % 3 != 0 || !prunable(network, i)));
      Optimizer rule =
          optimizer.equals("adam") ? new Optimizer.Adam() : new Optimizer.Momentum(0.01, 0.9);
      compiled.updateRule(new UpdateRule(rule, 1e-4, true));
      Batch data = data(network, batch);
      double step = perSecond(batch, i -> compiled.step(data, 1e-3, i, 1));
      float[] logits = new float[batch * 10];
      double forward = perSecond(batch, i -> compiled.logits(data.features(), batch, logits));
      System.out.printf(
          "%-16s %4d %-9s step %9.0f/s forward %9.0f/s compile %.0f ms native %.1f MiB%n",
          name, batch, optimizer, step, forward, compile, compiled.stateBytes() / 1048576.0);
      if (System.getProperty("kernels") != null) {
        compiled.implementations().forEach(System.out::println);
      }
    }
  }

  private static boolean prunable(Network network, int index) {
    for (Slice slice : network.layout().slices()) {
      if (index < slice.end()) {
        return slice.role() == Role.WEIGHT;
      }
    }
    return false;
  }

  private static Batch data(Network network, int batch) {
    Draws draws = Draws.of(1, "bench");
    float[] features = new float[batch * network.input().size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) draws.nextDouble();
    }
    float[] targets = new float[batch * 10];
    for (int i = 0; i < batch; i++) {
      targets[i * 10 + draws.nextInt(10)] = 1.0f;
    }
    return new Batch(batch, features, targets);
  }

  private interface Step {
    void run(int iteration);
  }

  /** The median of seven rounds after a warm-up, each of at least a third of a second. */
  private static double perSecond(int batch, Step step) {
    int iteration = 0;
    for (long start = cpu(); cpu() - start < 1_500_000_000L; iteration++) {
      step.run(iteration);
    }
    double[] rates = new double[7];
    for (int round = 0; round < rates.length; round++) {
      long start = cpu();
      int steps = 0;
      while (cpu() - start < 350_000_000L) {
        for (int i = 0; i < 4; i++, steps++) {
          step.run(iteration++);
        }
      }
      rates[round] = steps * (double) batch / ((cpu() - start) / 1e9);
    }
    Arrays.sort(rates);
    return rates[rates.length / 2];
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
