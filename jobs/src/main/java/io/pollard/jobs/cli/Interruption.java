package io.pollard.jobs.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Stops a sweep or a training when the process is told to end, by Ctrl-C or otherwise. Java then
 * gives the process the right exit code by itself (130 for Ctrl-C).
 */
final class Interruption {
  /** Before Spark's own hook, which takes the context away from under the tasks. */
  private static final int PRIORITY = 100;

  private static final int SECONDS = 15;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Runnable hook;

  private Interruption(Runnable cancel, PrintWriter err) {
    this.hook = () -> stop(cancel, err);
  }

  /** From now on until {@link #ended}. */
  static Interruption cancels(Runnable cancel, PrintWriter err) {
    Interruption interruption = new Interruption(cancel, err);
    ShutdownHookManager.get()
        .addShutdownHook(interruption.hook, PRIORITY, 2 * SECONDS, TimeUnit.SECONDS);
    return interruption;
  }

  private void stop(Runnable cancel, PrintWriter err) {
    cancel.run();
    try {
      boolean gone = ended.await(SECONDS, TimeUnit.SECONDS);
      err.println();
      err.println(
          gone
              ? "interrupted; the same command goes on from here"
              : "interrupted while steps were running; the same command goes on from here");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The sweep has ended, whether by itself or because it was told to. */
  void ended() {
    ended.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
