package io.pollard.jobs.cli;

import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.LongSupplier;

/** One line that shows how much of some work is done, painted anew every second. */
final class WorkLine implements AutoCloseable {
  private static final int SECOND = 1000;
  private static final String ERASE = "\r\u001b[2K";

  private final Terminal terminal;
  private final LongSupplier done;
  private final long total;
  private final long began = System.nanoTime();
  private final Timer painter = new Timer("pollard-progress", true);

  /**
   * @param total at most; work that need not be done is a welcome surprise
   */
  WorkLine(Terminal terminal, LongSupplier done, long total) {
    this.terminal = terminal;
    this.done = done;
    this.total = total;
  }

  /** Begins to paint, where somebody looks. */
  void begins() {
    if (terminal.live()) {
      painter.schedule(
          new TimerTask() {
            @Override
            public void run() {
              terminal.out().print(ERASE + text(done.getAsLong(), System.nanoTime() - began));
              terminal.out().flush();
            }
          },
          SECOND,
          SECOND);
    }
  }

  /** The line after some time. */
  String text(long now, long nanos) {
    long part = Math.min(now, total);
    String left =
        part == 0
            ? "time left not known yet"
            : Spans.of(Duration.ofNanos((long) ((double) nanos * (total - part) / part))) + " left";
    return "%d%% done; %s".formatted(total == 0 ? 100 : 100 * part / total, left);
  }

  /** Takes the line away. */
  @Override
  public void close() {
    painter.cancel();
    if (terminal.live()) {
      terminal.out().print(ERASE);
      terminal.out().flush();
    }
  }
}
