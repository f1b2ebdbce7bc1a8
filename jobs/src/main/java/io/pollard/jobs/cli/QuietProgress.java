package io.pollard.jobs.cli;

import io.pollard.execute.Outcome;
import io.pollard.jobs.cluster.Progress;
import io.pollard.plan.Step;
import java.util.List;

/** Says nothing: for pipes and logs, where the summary at the end tells all. */
final class QuietProgress implements Progress {
  @Override
  public void begins(int total, int alreadyDone, long iterationsToDo, int slots) {}

  @Override
  public void started(Step step) {}

  @Override
  public void ended(Step step, Outcome outcome) {}

  @Override
  public void skipped(List<Step> steps, Step because) {}

  @Override
  public void finished() {}
}
