package io.pollard.jobs.cluster;

import io.pollard.execute.Assignment;
import io.pollard.execute.Outcome;
import io.pollard.plan.Plan;
import io.pollard.plan.ReadyQueue;
import io.pollard.plan.Step;
import io.pollard.store.Warehouse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs a plan on Spark: every step as soon as its parents are committed, no waves and no barrier
 * between arms. What is committed is never run again; what another experiment committed gets this
 * experiment's rows. A failed step ends its own descendants only.
 */
public final class SweepRunner {
  private final JavaSparkContext spark;
  private final Warehouse warehouse;
  private final Progress progress;
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
  private volatile boolean cancelled;

  public SweepRunner(JavaSparkContext spark, Warehouse warehouse, Progress progress) {
    this.spark = spark;
    this.warehouse = warehouse;
    this.progress = progress;
  }

  /** Stops as soon as possible; may be called from another thread. What is committed stays. */
  public void cancel() {
    cancelled = true;
    spark.sc().cancelAllJobs();
  }

  /** Runs what is missing; clears away unfinished files of runs that were killed. */
  public SweepResult run(Plan plan) throws InterruptedException {
    warehouse.deleteUnfinished();
    Standing standing = Standing.of(plan, warehouse);
    standing.adopt(warehouse);
    ReadyQueue queue = new ReadyQueue(plan.steps(), standing.done());
    try (SparkSteps steps = new SparkSteps(spark, "pollard " + plan.experiment())) {
      progress.begins(
          plan.steps().size(), standing.done().size(), standing.iterationsToDo(), steps.slots());
      Loop loop = new Loop(plan, queue, steps);
      loop.run();
      progress.finished();
      return new SweepResult(
          loop.ran, standing.done().size(), loop.failed, loop.skipped, cancelled);
    }
  }

  /** One run's bookkeeping. */
  private final class Loop {
    private final Plan plan;
    private final ReadyQueue queue;
    private final SparkSteps steps;
    private final Map<String, Step> running = new HashMap<>();
    private final List<Outcome.Failed> failed = new ArrayList<>();
    private int ran;
    private int skipped;

    Loop(Plan plan, ReadyQueue queue, SparkSteps steps) {
      this.plan = plan;
      this.queue = queue;
      this.steps = steps;
    }

    void run() throws InterruptedException {
      fill();
      while (!running.isEmpty()) {
        Outcome outcome = outcomes.take();
        Optional.ofNullable(running.remove(outcome.id())).ifPresent(step -> settle(step, outcome));
        fill();
      }
    }

    /**
     * Keeps every slot busy with a step more in hand, so that a free slot never waits for the
     * driver.
     */
    private void fill() {
      int window = steps.slots() + Math.max(1, steps.slots() / 4);
      while (!cancelled && running.size() < window) {
        Optional<Step> next = queue.poll();
        if (next.isEmpty()) {
          return;
        }
        Step step = next.get();
        running.put(step.id(), step);
        progress.started(step);
        steps.submit(
            Assignment.of(plan.experiment(), warehouse.location(), step),
            StepNames.describe(step),
            outcomes::add);
      }
    }

    private void settle(Step step, Outcome outcome) {
      if (outcome instanceof Outcome.Committed) {
        ran++;
        queue.done(step.id());
      } else if (outcome instanceof Outcome.Failed failure && !cancelled) {
        failed.add(failure);
        Failures.record(warehouse, plan.experiment(), step, failure);
        List<Step> lost = queue.failed(step.id());
        skipped += lost.size();
        progress.skipped(lost, step);
      }
      progress.ended(step, outcome);
    }
  }
}
