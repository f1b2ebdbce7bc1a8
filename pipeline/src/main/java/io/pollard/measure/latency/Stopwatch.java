package io.pollard.measure.latency;

import io.pollard.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /**
   * A network to time.
   *
   * @param parameters over its layout
   */
  public record Subject(Network network, float[] parameters) {}

  /** Times a network in a runtime. */
  public Latency time(InferenceRuntime runtime, Network network, float[] parameters, int batch) {
    return time(runtime, List.of(new Subject(network, parameters)), batch).get(0);
  }

  /**
   * Times networks in a runtime, in turns, run by run, so that whatever else the machine does
   * happens to all of them.
   *
   * @return one latency per network
   */
  public List<Latency> time(InferenceRuntime runtime, List<Subject> subjects, int batch) {
    List<InferenceRuntime.Session> sessions = new ArrayList<>();
    try {
      subjects.forEach(s -> sessions.add(runtime.open(s.network(), s.parameters(), batch)));
      long end = System.nanoTime() + warmUpNanos * sessions.size();
      for (int i = 0; i < WARM_RUNS || System.nanoTime() < end; i++) {
        sessions.forEach(InferenceRuntime.Session::run);
      }
      double[][] times = new double[sessions.size()][most];
      long began = System.nanoTime();
      int count = 0;
      for (long spent = 0; count < most && (count < least || spent < nanos * sessions.size()); ) {
        for (int i = 0; i < times.length; i++) {
          long before = System.nanoTime();
          sessions.get(i).run();
          times[i][count] = (System.nanoTime() - before) / MILLION;
        }
        count++;
        spent = System.nanoTime() - began;
      }
      List<Latency> latencies = new ArrayList<>();
      for (double[] all : times) {
        latencies.add(latency(runtime, batch, Arrays.copyOf(all, count)));
      }
      return latencies;
    } finally {
      sessions.forEach(InferenceRuntime.Session::close);
    }
  }

  private static Latency latency(InferenceRuntime runtime, int batch, double[] times) {
    Arrays.sort(times);
    return new Latency(
        runtime.name(),
        runtime.version(),
        batch,
        rank(times, 0.5),
        rank(times, 0.25),
        rank(times, 0.75),
        times.length);
  }

  private static double rank(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
