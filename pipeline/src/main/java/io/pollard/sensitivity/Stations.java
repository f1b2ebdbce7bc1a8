package io.pollard.sensitivity;

import io.pollard.engine.Engine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The stations of one process, kept between portions. As many as portions run at once, and no more
 * than {@value #IDLE} idle ones: each holds the memory that {@link Station} says. Thread-safe.
 */
public final class Stations implements AutoCloseable {
  private static final int IDLE = 8;

  private final Deque<Lease> idle = new ArrayDeque<>();

  /** A station on loan; {@link #close} gives it back. */
  public final class Lease implements AutoCloseable {
    private final String analysis;
    private final Portion portion;
    private final Station station;

    private Lease(String analysis, Portion portion, Station station) {
      this.analysis = analysis;
      this.portion = portion;
      this.station = station;
    }

    public Station station() {
      return station;
    }

    private boolean suits(String wanted, Portion other) {
      return analysis.equals(wanted)
          && portion.first() == other.first()
          && portion.end() == other.end();
    }

    @Override
    public void close() {
      Lease surplus = null;
      synchronized (idle) {
        idle.addLast(this);
        if (idle.size() > IDLE) {
          surplus = idle.removeFirst();
        }
      }
      if (surplus != null) {
        surplus.station.close();
      }
    }
  }

  /** A station for a portion of an analysis: an idle one of its cells, or a new one. */
  public Lease take(Specimen specimen, Portion portion, Supplier<Engine> engine, int batchSize) {
    synchronized (idle) {
      for (Lease lease : idle) {
        if (lease.suits(specimen.analysis(), portion)) {
          idle.remove(lease);
          return lease;
        }
      }
    }
    Station station =
        new Station(
            engine.get(),
            specimen.grid(),
            specimen.parameters(),
            batchSize,
            portion.first(),
            portion.end());
    return new Lease(specimen.analysis(), portion, station);
  }

  @Override
  public void close() {
    synchronized (idle) {
      idle.forEach(lease -> lease.station.close());
      idle.clear();
    }
  }
}
