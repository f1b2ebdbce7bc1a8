package io.pollard.jobs.cluster;

import io.pollard.execute.Assignment;
import io.pollard.execute.Outcome;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/**
 * A step's task, on an executor. What cannot succeed on another try (bad data, a diverged training)
 * is reported at once; anything else is thrown, for Spark to try again elsewhere, until the last
 * attempt reports it.
 */
final class StepTask implements Function<Assignment, Outcome> {
  private static final long serialVersionUID = 1L;

  private final int allowedAttempts;

  StepTask(int allowedAttempts) {
    this.allowedAttempts = allowedAttempts;
  }

  @Override
  public Outcome call(Assignment assignment) {
    TaskContext context = TaskContext.get();
    int attempt = context.attemptNumber() + 1;
    try {
      return ExecutorLocal.runner().run(assignment, attempt, context::isInterrupted);
    } catch (OutOfMemoryError e) {
      // Spark would end the whole process on this; the arm's arrays are garbage already.
      return retry(
          assignment, attempt, new IllegalStateException("out of memory: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      return retry(assignment, attempt, e);
    }
  }

  private Outcome retry(Assignment assignment, int attempt, RuntimeException e) {
    if (attempt < allowedAttempts) {
      throw e;
    }
    String cause =
        e.getCause() instanceof OutOfMemoryError ? "out-of-memory" : e.getClass().getSimpleName();
    return Outcome.Failed.here(
        assignment.id(), cause, String.valueOf(e.getMessage()), false, attempt);
  }
}
