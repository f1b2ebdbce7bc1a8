package io.pollard.jobs.cluster;

import io.pollard.execute.StepRunner;
import io.pollard.execute.Workshop;
import org.apache.spark.SparkEnv;

/**
 * What an executor keeps between tasks: data sets and compiled networks. The one place with state
 * that outlives a task: Spark gives a task no other way to share work with the next one in its
 * process.
 */
final class ExecutorLocal {

  /** Made when the first task asks, after Spark's environment is up. */
  private static final class Holder {
    private static final Workshop WORKSHOP = new Workshop(HadoopSettings.of(SparkEnv.get().conf()));
    private static final StepRunner RUNNER = new StepRunner(WORKSHOP);
  }

  private ExecutorLocal() {}

  static StepRunner runner() {
    return Holder.RUNNER;
  }

  static Workshop workshop() {
    return Holder.WORKSHOP;
  }
}
