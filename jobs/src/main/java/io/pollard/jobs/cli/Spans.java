package io.pollard.jobs.cli;

import java.time.Duration;

/** Lengths of time for people. */
final class Spans {
  private Spans() {}

  /** Two units at most: {@code 45 s}, {@code 3 min 20 s}, {@code 2 h 10 min}, {@code 3 d 4 h}. */
  static String of(Duration time) {
    long seconds = Math.max(0, (time.toMillis() + 500) / 1000);
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 24 * 3600) {
      return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
    }
    return two(seconds / (24 * 3600), "d", seconds % (24 * 3600) / 3600, "h");
  }

  private static String two(long large, String unit, long small, String smallUnit) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }
}
