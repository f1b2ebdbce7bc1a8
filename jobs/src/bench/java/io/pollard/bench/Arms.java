package io.pollard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.data.Datasets;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engines;
import io.pollard.engine.Optimizer;
import io.pollard.network.InitialParameters;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.train.MaskedTrainer;
import io.pollard.train.Training;
import io.pollard.train.TrainingState;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One arm alone and several arms side by side in one process, in turns: the same trainings on the
 * same data set. Arguments: {@code NETWORK BATCH ITERATIONS ROUNDS ARMS}. Prints, per round,
 * seconds and processor seconds of an arm.
 */
final class Arms {
  private final Dataset dataset = Datasets.load(new DatasetSpec());
  private final Network network;
  private final NetworkFamily family;
  private final int batch;
  private final int iterations;
  private final List<CompiledNetwork> compiled = new ArrayList<>();

  private Arms(String name, int batch, int iterations) {
    this.batch = batch;
    this.iterations = iterations;
    family =
        ServiceLoader.load(NetworkFamily.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.name().equals(name))
            .findFirst()
            .orElseThrow();
    network = family.build(dataset.shape(), dataset.classes().size());
  }

  public static void main(String[] arguments) throws Exception {
    Arms arms =
        new Arms(arguments[0], Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    arms.run(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
  }

  private void run(int rounds, int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      for (int i = 0; i < count; i++) {
        compiled.add(Engines.preferred(network).compile(network, batch));
      }
      together(threads, count);
      ArrayNode measured = new ObjectMapper().createArrayNode();
      for (int round = 0; round < rounds; round++) {
        ObjectNode node = measured.addObject();
        put(node, "alone", together(threads, 1));
        put(node, "together", together(threads, count));
      }
      System.out.println(measured);
    } finally {
      threads.shutdown();
      compiled.forEach(CompiledNetwork::close);
    }
  }

  private record Took(double wall, double cpu) {}

  private static void put(ObjectNode node, String what, List<Took> took) {
    node.put(what + "_seconds", took.stream().mapToDouble(Took::wall).max().orElseThrow());
    node.put(what + "_cpu", took.stream().mapToDouble(Took::cpu).average().orElseThrow());
  }

  /** Trains so many arms at the same time. */
  private List<Took> together(ExecutorService threads, int count) throws Exception {
    List<Callable<Took>> arms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CompiledNetwork mine = compiled.get(i);
      long seed = i + 1L;
      arms.add(() -> train(mine, seed));
    }
    List<Took> took = new ArrayList<>();
    for (Future<Took> arm : threads.invokeAll(arms)) {
      took.add(arm.get());
    }
    return took;
  }

  private Took train(CompiledNetwork mine, long seed) {
    long wall = System.nanoTime();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Training training = Training.of(new Optimizer.Adam(), batch, iterations);
    float[] start = InitialParameters.draw(network, family.initialization(), seed);
    new MaskedTrainer(mine, dataset, training, seed)
        .train(TrainingState.start(start), Mask.dense(start.length), iterations);
    return new Took(
        (System.nanoTime() - wall) / 1e9,
        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9);
  }
}
