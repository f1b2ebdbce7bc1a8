package io.pollard.jobs.cluster;

import io.pollard.execute.Assignment;
import io.pollard.execute.Outcome;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.spark.FutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.rdd.AsyncRDDActions;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.ExecutionContextExecutorService;
import scala.util.Try;

/**
 * Submits steps to Spark, each as a job of its own with one task on one core. A task that throws is
 * retried by Spark; its last attempt reports {@link Outcome.Failed} itself, so a job fails only
 * when the executor under it was lost as often as Spark allows.
 */
final class SparkSteps implements AutoCloseable {
  private final JavaSparkContext spark;
  private final String group;
  private final Function<Assignment, Outcome> task;
  private final int allowedAttempts;
  private final ExecutorService callbacks = Executors.newSingleThreadExecutor(SparkSteps::daemon);
  private final ExecutionContextExecutorService context =
      ExecutionContext.fromExecutorService(callbacks);

  /**
   * @param group job group under which everything is submitted and can be cancelled
   */
  SparkSteps(JavaSparkContext spark, String group) {
    this(spark, group, new StepTask(Attempts.allowed(spark)));
  }

  /**
   * @param task what is done with an assignment
   */
  SparkSteps(JavaSparkContext spark, String group, Function<Assignment, Outcome> task) {
    this.spark = spark;
    this.group = group;
    this.task = task;
    allowedAttempts = Attempts.allowed(spark);
  }

  /** How many tasks run at once, as far as executors have registered. */
  int slots() {
    return Math.max(1, spark.defaultParallelism());
  }

  /**
   * Starts a step.
   *
   * @param whenEnded called once, from another thread
   */
  void submit(Assignment assignment, String description, Consumer<Outcome> whenEnded) {
    spark.setJobGroup(group, description, true);
    // Counts only where spark.scheduler.mode is FAIR: arms then share the executors evenly.
    spark.setLocalProperty("spark.scheduler.pool", assignment.step().uses().get(0).arm());
    JavaRDD<Outcome> job = spark.parallelize(List.of(assignment), 1).map(task);
    FutureAction<Seq<Outcome>> running =
        new AsyncRDDActions<>(job.rdd(), job.classTag()).collectAsync();
    running.onComplete(
        ended -> {
          whenEnded.accept(outcome(assignment.id(), ended));
          return null;
        },
        context);
  }

  /** Cancels what runs; tasks are interrupted between two iterations and commit nothing. */
  void cancel() {
    spark.sc().cancelJobGroup(group);
  }

  @Override
  public void close() {
    context.shutdown();
  }

  private Outcome outcome(String id, Try<Seq<Outcome>> ended) {
    if (ended.isSuccess()) {
      return JavaConverters.seqAsJavaList(ended.get()).get(0);
    }
    Throwable cause = ended.failed().get();
    return new Outcome.Failed(
        id, "executor-lost", firstLine(cause), false, allowedAttempts, "unknown");
  }

  private static String firstLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString());
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "pollard-outcomes");
    thread.setDaemon(true);
    return thread;
  }
}
