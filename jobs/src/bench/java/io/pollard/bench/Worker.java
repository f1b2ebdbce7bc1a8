package io.pollard.bench;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/**
 * Pollard's side of {@code bench step} and {@code bench forward}; the other side is {@code
 * peers/worker.py}, which speaks the same way. Arguments: {@code step|forward NETWORK BATCH
 * OPTIMIZER}. Commands on standard input, answered by one line of JSON each:
 *
 * <ul>
 *   <li>{@code use ENGINE}: starts afresh and warms up; the losses of the first steps
 *   <li>{@code run SECONDS}: runs for about so long; examples, wall and processor seconds
 * </ul>
 */
final class Worker implements AutoCloseable {
  private static final int CHECKED_STEPS = 5;
  private static final double WARM_UP = 1.5;

  private final boolean isStep;
  private final Network network;
  private final Optimizer optimizer;
  private final List<Batch> batches;
  private final CompiledNetwork compiled;
  private final float[] logits;
  private int done;

  private Worker(Engine engine, boolean isStep, String name, int batch, Optimizer optimizer) {
    this.isStep = isStep;
    this.optimizer = optimizer;
    Shape input = name.startsWith("lenet") ? new Shape(1, 28, 28) : new Shape(3, 32, 32);
    network =
        ServiceLoader.load(NetworkFamily.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(family -> family.name().equals(name))
            .findFirst()
            .orElseThrow()
            .build(input, 10);
    batches = Values.batches(network, batch);
    logits = new float[batch * network.classes()];
    compiled = engine.compile(network, batch);
    compiled.parameters(Values.initial(network));
    compiled.mask(Values.mask(network));
    double decay = optimizer instanceof Optimizer.Momentum ? 1e-4 : 0.0;
    compiled.updateRule(new UpdateRule(optimizer, decay, false));
  }

  public static void main(String[] arguments) throws IOException {
    boolean isStep = arguments[0].equals("step");
    int batch = Integer.parseInt(arguments[2]);
    Optimizer optimizer =
        arguments[3].equals("adam")
            ? new Optimizer.Adam(1e-3, 0.9, 0.999, 1e-8)
            : new Optimizer.Momentum(0.01, 0.9);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Worker worker = null;
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      List<String> words = List.of(line.strip().split(" ", 2));
      if (words.get(0).equals("use")) {
        if (worker != null) {
          worker.close();
        }
        Engine engine = Engines.named(words.get(1));
        worker = new Worker(engine, isStep, arguments[1], batch, optimizer);
        System.out.println(worker.start(engine));
      } else {
        System.out.println(worker.run(Double.parseDouble(words.get(1))));
      }
    }
    if (worker != null) {
      worker.close();
    }
  }

  /** The first steps, and as many more as it takes until the JVM has compiled what is hot. */
  private String start(Engine engine) {
    List<String> losses = new ArrayList<>();
    for (int i = 0; i < CHECKED_STEPS; i++) {
      losses.add(Double.toString(once()));
    }
    run(WARM_UP);
    return "{\"losses\": %s, \"arithmetic\": \"%s\", \"layout\": \"%s\", \"native_bytes\": %d}"
        .formatted(losses, engine.arithmetic(), compiled.layout(), compiled.nativeBytes());
  }

  private String run(double seconds) {
    long start = System.nanoTime();
    long cpu = cpu();
    int first = done;
    while (System.nanoTime() - start < seconds * 1e9) {
      once();
    }
    return String.format(
        Locale.ROOT,
        "{\"examples\": %d, \"wall\": %.9f, \"cpu\": %.9f}",
        (long) (done - first) * compiled.batchSize(),
        (System.nanoTime() - start) / 1e9,
        (cpu() - cpu) / 1e9);
  }

  /** One step or forward pass; its loss. */
  private double once() {
    Batch batch = batches.get(done % batches.size());
    if (isStep) {
      return compiled.step(batch, optimizer.learningRate(), done++, 1L);
    }
    compiled.logits(batch.features(), batch.size(), logits);
    return done++ < CHECKED_STEPS ? loss(batch) : 0.0;
  }

  private double loss(Batch batch) {
    int classes = network.classes();
    double total = 0.0;
    for (int row = 0; row < batch.size(); row++) {
      double sum = 0.0;
      double right = 0.0;
      for (int k = row * classes; k < (row + 1) * classes; k++) {
        sum += Math.exp(logits[k]);
        right += batch.targets()[k] * logits[k];
      }
      total += Math.log(sum) - right;
    }
    return total / batch.size();
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Override
  public void close() {
    compiled.close();
  }
}
