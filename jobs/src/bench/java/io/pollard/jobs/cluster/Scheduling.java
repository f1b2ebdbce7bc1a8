package io.pollard.jobs.cluster;

import io.pollard.execute.Assignment;
import io.pollard.execute.Outcome;
import io.pollard.network.Shape;
import io.pollard.plan.Experiment;
import io.pollard.plan.Facts;
import io.pollard.plan.Planner;
import io.pollard.plan.Step;
import io.pollard.spec.Binder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How many steps a second are handed out and taken back when a step does nothing. Steps are
 * submitted as a sweep does it, always as many as there are slots and a quarter. Arguments: {@code
 * SLOTS WARM-UP STEPS}. One line of JSON.
 */
final class Scheduling {
  private Scheduling() {}

  public static void main(String[] arguments) throws InterruptedException {
    int slots = Integer.parseInt(arguments[0]);
    int warmUp = Integer.parseInt(arguments[1]);
    int steps = Integer.parseInt(arguments[2]);
    SparkConf conf =
        new SparkConf()
            .setAppName("scheduling")
            .setMaster("local[" + slots + "]")
            .set("spark.ui.enabled", "false");
    Queue<Step> waiting = new ArrayDeque<>(steps(warmUp + steps));
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        SparkSteps runner =
            new SparkSteps(
                spark, "scheduling", assignment -> new Outcome.Committed(assignment.id(), 0L))) {
      int window = slots + Math.max(1, slots / 4);
      int running = 0;
      int ended = 0;
      long start = 0L;
      while (ended < warmUp + steps) {
        while (running < window && !waiting.isEmpty()) {
          runner.submit(
              Assignment.of("scheduling", "file:///nowhere", waiting.remove()),
              "nothing",
              outcomes::add);
          running++;
        }
        if (!(outcomes.take() instanceof Outcome.Committed)) {
          throw new IllegalStateException("a step that does nothing failed");
        }
        running--;
        ended++;
        start = ended == warmUp ? System.nanoTime() : start;
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "{\"slots\": %d, \"steps\": %d, \"seconds\": %.3f}%n",
          slots,
          steps,
          seconds);
    }
  }

  /** Levels of many replicates. */
  private static List<Step> steps(int count) {
    String text =
        """
        experiment: scheduling
        network: lenet-300-100
        training: {optimizer: {adam: {learningRate: 0.0012}}, batchSize: 60, iterations: 12000}
        replicates: %s
        arms: [{name: dense}]
        """
            .formatted(IntStream.rangeClosed(1, count).boxed().toList());
    Facts facts =
        new Facts(
            "data", new Shape(1, 28, 28), 10, 55_000, Optional.empty(), "onednn", "scheduling");
    return Planner.plan(Binder.read(text, Experiment.class, "scheduling.yaml"), facts)
        .steps()
        .subList(0, count);
  }
}
