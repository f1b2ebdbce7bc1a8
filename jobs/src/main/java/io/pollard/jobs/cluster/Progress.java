package io.pollard.jobs.cluster;

import io.pollard.execute.Outcome;
import io.pollard.plan.Step;
import java.util.List;

/** Told what happens while a sweep runs; called from one thread. */
public interface Progress {

  /** Before anything runs. */
  void begins(int total, int alreadyDone, long iterationsToDo, int slots);

  /** A step was handed to Spark. */
  void started(Step step);

  /** A step ended. */
  void ended(Step step, Outcome outcome);

  /** Steps that cannot run because one they stand on failed. */
  void skipped(List<Step> steps, Step because);

  /** After the last step. */
  void finished();
}
