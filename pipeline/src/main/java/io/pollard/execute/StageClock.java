package io.pollard.execute;

import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Where a step's time goes. For one thread: processor time is that of the thread that made it. */
final class StageClock {

  /** What a step spends time on. */
  enum Stage {
    DATA,
    COMPILE,
    PRUNE,
    TRAIN,
    EVALUATE
  }

  private final long wallStart = System.nanoTime();
  private final long cpuStart = threadCpu();
  private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
  private long booked;

  /** Runs a part of the step and books its time, without what is booked meanwhile. */
  <T> T time(Stage stage, Supplier<T> part) {
    long start = System.nanoTime();
    long before = booked;
    try {
      return part.get();
    } finally {
      add(stage, System.nanoTime() - start - (booked - before));
    }
  }

  /** Books time that was measured elsewhere. */
  void add(Stage stage, long spent) {
    nanos.merge(stage, spent, Long::sum);
    booked += spent;
  }

  /** Nanoseconds booked so far, on whatever. */
  long booked() {
    return booked;
  }

  long millis(Stage stage) {
    return TimeUnit.NANOSECONDS.toMillis(nanos.getOrDefault(stage, 0L));
  }

  long wallMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - wallStart);
  }

  long cpuMillis() {
    return TimeUnit.NANOSECONDS.toMillis(threadCpu() - cpuStart);
  }

  private static long threadCpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
