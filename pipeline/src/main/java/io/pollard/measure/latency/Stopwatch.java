package io.pollard.measure.latency;

import io.pollard.network.Network;
import java.util.Arrays;

/**
 * Times inference on one thread: runs until it is warm, then times run by run. Median and quartiles
 * are those of the runs (nearest rank: element {@code ceil(p n)} of n in order).
 *
 * @param warmUpNanos for how long it runs before it counts
 * @param nanos for how long it times, at least
 * @param least number of runs that are timed, however long they take
 * @param most number of runs that are timed, however short they are
 */
public record Stopwatch(long warmUpNanos, long nanos, int least, int most) {
  private static final double MILLION = 1e6;
  private static final int WARM_RUNS = 3;

  private static final double NANOS = 1e9;

  /**
   * A quarter of the time to get warm, then the time to count.
   *
   * @param seconds whatever it is, 15 runs are timed
   */
  public Stopwatch(double seconds) {
    this((long) (seconds * NANOS / 4), (long) (seconds * NANOS), 15, 2_000);
  }

  /** Times a network in a runtime. */
  public Latency time(InferenceRuntime runtime, Network network, float[] parameters, int batch) {
    try (InferenceRuntime.Session session = runtime.open(network, parameters, batch)) {
      long start = System.nanoTime();
      for (int i = 0; i < WARM_RUNS || System.nanoTime() - start < warmUpNanos; i++) {
        session.run();
      }
      double[] times = new double[most];
      int count = 0;
      long began = System.nanoTime();
      long before = began;
      while (count < most && (count < least || before - began < nanos)) {
        session.run();
        long now = System.nanoTime();
        times[count++] = (now - before) / MILLION;
        before = now;
      }
      double[] sorted = Arrays.copyOf(times, count);
      Arrays.sort(sorted);
      return new Latency(
          runtime.name(),
          runtime.version(),
          batch,
          rank(sorted, 0.5),
          rank(sorted, 0.25),
          rank(sorted, 0.75),
          count);
    }
  }

  private static double rank(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
