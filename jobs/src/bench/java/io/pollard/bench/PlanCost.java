package io.pollard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.jobs.cluster.Standing;
import io.pollard.network.Shape;
import io.pollard.plan.Experiment;
import io.pollard.plan.Facts;
import io.pollard.plan.Plan;
import io.pollard.plan.Planner;
import io.pollard.plan.ReadyQueue;
import io.pollard.plan.Step;
import io.pollard.spec.Binder;
import io.pollard.store.Warehouse;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Expands a large experiment, hashes its steps, and looks in a warehouse which of them are there.
 * The warehouse has a file per step for half of them, named as a commit names it. Arguments: {@code
 * STEPS FOLDER}.
 */
final class PlanCost {
  private static final int LEVELS = 19;
  private static final int ARMS = 10;

  private PlanCost() {}

  public static void main(String[] arguments) throws Exception {
    int steps = Integer.parseInt(arguments[0]);
    Path folder = Path.of(arguments[1]);
    Experiment experiment = experiment(steps);
    ObjectNode all = new ObjectMapper().createObjectNode();
    long begin = System.nanoTime();
    Plan plan = Planner.plan(experiment, facts());
    all.put("steps", plan.steps().size()).put("expand_seconds", since(begin));
    Warehouse warehouse = Warehouse.open(folder.toString());
    long make = System.nanoTime();
    commitHalf(plan, folder);
    double making = since(make);
    long scan = System.nanoTime();
    Standing standing = Standing.of(plan, warehouse);
    all.put("committed", standing.here().size()).put("scan_seconds", since(scan));
    long queue = System.nanoTime();
    ReadyQueue ready = new ReadyQueue(plan.steps(), standing.done());
    int polled = 0;
    for (Optional<Step> step = ready.poll(); step.isPresent(); step = ready.poll()) {
      ready.done(step.get().id());
      polled++;
    }
    all.put("queued", polled).put("queue_seconds", since(queue));
    all.put("total_seconds", since(begin) - making).put("peak_heap_mib", peak() >> 20);
    System.out.println(all);
  }

  /** Arms of so many levels that share nothing but the dense training, in so many replicates. */
  private static Experiment experiment(int steps) {
    int replicates = (steps + ARMS * LEVELS + 1) / (ARMS * LEVELS + 2);
    String arms =
        IntStream.range(0, ARMS)
            .mapToObj(
                i ->
                    """
                      - name: arm-%d
                        prune:
                          structure: weight
                          scoring: magnitude
                          selection: {layerwise: {outputLayerFactor: 0.5}}
                          scheduling: {iterative: {rate: 0.%02d, levels: %d}}
                          finetuning: {rewind: {to: 0 it}}
                    """
                        .formatted(i, 10 + i, LEVELS))
            .collect(Collectors.joining());
    String text =
        """
        experiment: plan-cost
        network: lenet-300-100
        training: {optimizer: {adam: {learningRate: 0.0012}}, batchSize: 60, iterations: 12000}
        replicates: %s
        arms:
        %s\
        """
            .formatted(IntStream.rangeClosed(1, replicates).boxed().toList(), arms);
    return Binder.read(text, Experiment.class, "plan-cost.yaml");
  }

  private static Facts facts() {
    return new Facts("data", new Shape(1, 28, 28), 10, 55_000, Optional.empty(), "onednn", "bench");
  }

  /** What a commit leaves, as far as the scan looks: files by the names of steps and uses. */
  private static void commitHalf(Plan plan, Path folder) throws Exception {
    Path table = folder.resolve("steps/experiment=" + plan.experiment());
    Files.createDirectories(table);
    for (Step step : plan.steps().subList(0, plan.steps().size() / 2)) {
      Files.createFile(table.resolve(step.id() + "-" + hash(step) + ".parquet"));
    }
  }

  /** As docs/tables.md says it. */
  private static String hash(Step step) throws NoSuchAlgorithmException {
    String uses =
        step.uses().stream()
            .sorted()
            .map(use -> use.arm() + "\n" + use.replicate() + "\n" + use.level() + "\n")
            .collect(Collectors.joining());
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(uses.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, 4);
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }
}
