package io.pollard.jobs.cli;

import io.pollard.execute.Outcome;
import io.pollard.jobs.cluster.Progress;
import io.pollard.plan.Step;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;

/**
 * One line that shows how far a sweep is, painted anew every second. The time left is what the open
 * iterations take at the speed so far; steps that are under way count as not begun.
 */
final class ProgressLine implements Progress, AutoCloseable {
  private static final int BAR = 20;
  private static final int SECOND = 1000;
  private static final String ERASE = "\r\u001b[2K";

  private final PrintWriter out;
  private final InstantSource clock;
  private final ArmTally arms;
  private final long iterations;
  private final int steps;
  private final Timer painter = new Timer("pollard-progress", true);

  private Instant began;
  private boolean painting;
  private int open;
  private long iterationsDone;
  private long iterationsLost;

  /**
   * @param planned steps of the plan
   * @param done ids of those that need not run
   */
  ProgressLine(PrintWriter out, List<Step> planned, Set<String> done, InstantSource clock) {
    List<Step> missing = planned.stream().filter(step -> !done.contains(step.id())).toList();
    this.out = out;
    this.clock = clock;
    this.arms = new ArmTally(planned, done);
    this.iterations = missing.stream().mapToLong(Step::iterations).sum();
    this.steps = missing.size();
    this.open = steps;
    this.began = clock.instant();
  }

  @Override
  public synchronized void begins(int total, int alreadyDone, long iterationsToDo, int slots) {
    began = clock.instant();
    painting = true;
    painter.schedule(
        new TimerTask() {
          @Override
          public void run() {
            paint();
          }
        },
        0,
        SECOND);
  }

  @Override
  public synchronized void started(Step step) {
    arms.started(step);
  }

  @Override
  public synchronized void ended(Step step, Outcome outcome) {
    arms.stopped(step);
    open--;
    if (outcome instanceof Outcome.Committed) {
      arms.done(step);
      iterationsDone += step.iterations();
    } else {
      arms.failed(step);
      iterationsLost += step.iterations();
    }
  }

  @Override
  public synchronized void skipped(List<Step> lost, Step because) {
    for (Step step : lost) {
      arms.failed(step);
      iterationsLost += step.iterations();
      open--;
    }
  }

  @Override
  public synchronized void finished() {
    close();
  }

  /** Takes the line away. */
  @Override
  public synchronized void close() {
    painter.cancel();
    if (painting) {
      painting = false;
      out.print(ERASE);
      out.flush();
    }
  }

  private synchronized void paint() {
    if (painting) {
      out.print(ERASE + text());
      out.flush();
    }
  }

  /** The line. */
  synchronized String text() {
    int filled = steps == 0 ? BAR : (steps - open) * BAR / steps;
    return "[%s%s] arms: %d of %d done, %d running, %d failed; steps: %d of %d; %s"
        .formatted(
            "#".repeat(filled),
            ".".repeat(BAR - filled),
            arms.done(),
            arms.total(),
            arms.running(),
            arms.failed(),
            steps - open,
            steps,
            timeLeft().map(left -> Spans.of(left) + " left").orElse("time left not known yet"));
  }

  private Optional<Duration> timeLeft() {
    double seconds = Duration.between(began, clock.instant()).toMillis() / 1000.0;
    if (iterationsDone == 0 || seconds <= 0) {
      return Optional.empty();
    }
    double left = (iterations - iterationsDone - iterationsLost) * seconds / iterationsDone;
    return Optional.of(Duration.ofMillis(Math.round(left * 1000)));
  }
}
