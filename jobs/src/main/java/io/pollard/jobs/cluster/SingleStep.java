package io.pollard.jobs.cluster;

import io.pollard.execute.Assignment;
import io.pollard.execute.Outcome;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs one step on Spark, outside of any plan: one task on one core, tried again like any other.
 */
public final class SingleStep {
  private SingleStep() {}

  /** Runs a step whose parents are committed. */
  public static Outcome run(JavaSparkContext spark, Assignment assignment) {
    return spark
        .parallelize(List.of(assignment), 1)
        .map(new StepTask(Attempts.allowed(spark)))
        .collect()
        .get(0);
  }
}
