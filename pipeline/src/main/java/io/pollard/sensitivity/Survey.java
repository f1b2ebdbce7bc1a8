package io.pollard.sensitivity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Runs an analysis: which cells look at which examples, and what that comes to. A function of the
 * tallies alone, which do not depend on who looks or on how the work is cut.
 */
public final class Survey {
  /** Batches in a block where every example is looked at. */
  private static final int BATCHES = 8;

  /** Bytes of exchanged parameters that a task holds at once. */
  private static final long MAX_BYTES = 256L << 20;

  private final Grid grid;
  private final int examples;
  private final int batchSize;
  private final Examiner examiner;
  private final Portions portions;

  /**
   * @param examples number of examples in the split
   * @param batchSize examples computed at once
   */
  public Survey(Grid grid, int examples, int batchSize, Examiner examiner) {
    this.grid = grid;
    this.examples = examples;
    this.batchSize = batchSize;
    this.examiner = examiner;
    int block = BATCHES * batchSize;
    portions = new Portions(grid, examiner.slots(), (examples + block - 1) / block, MAX_BYTES);
  }

  /**
   * What an analysis found.
   *
   * @param unpruned the network as it is, on all examples
   * @param cells one per cell of the grid
   */
  public record Findings(Estimate unpruned, List<Estimate> cells) {
    public Findings {
      cells = List.copyOf(cells);
    }
  }

  /** Every cell on every example. */
  public Findings exact() {
    int[] all = IntStream.range(0, examples).toArray();
    Map<Integer, Tally> sums = sums(everything(), BATCHES * batchSize, all);
    List<Estimate> cells = new ArrayList<>();
    for (int cell : everything()) {
      cells.add(Estimate.exact(find(sums, cell).all()));
    }
    return new Findings(Estimate.exact(find(sums, Tally.UNPRUNED).all()), cells);
  }

  /** Every cell until its interval is narrow enough. */
  public Findings sampled(Analysis.Sampling sampling, long seed) {
    List<Standing> standings =
        new ArrayList<>(examiner.standings(portions.unpruned(batchSize, examples)));
    standings.sort(Comparator.comparingInt(Standing::example));
    Sampler sampler = new Sampler(standings, sampling, seed);
    int[] open = everything();
    Map<Integer, Tally> doubtful = new TreeMap<>();
    Map<Integer, Tally> safe = new TreeMap<>();
    Map<Integer, Estimate> done = new TreeMap<>();
    for (int look = 0; look < sampler.looks() && open.length > 0; look++) {
      sums(open, batchSize, sampler.doubtful(look))
          .forEach((cell, sum) -> doubtful.merge(cell, sum, Tally::plus));
      sums(open, batchSize, sampler.safe(look))
          .forEach((cell, sum) -> safe.merge(cell, sum, Tally::plus));
      List<Integer> left = new ArrayList<>();
      for (int cell : open) {
        Estimate estimate = sampler.estimate(look, orNone(doubtful, cell), orNone(safe, cell));
        done.put(cell, estimate);
        if (!sampler.isNarrow(estimate)) {
          left.add(cell);
        }
      }
      open = left.stream().mapToInt(Integer::intValue).toArray();
    }
    return new Findings(Estimate.of(standings), List.copyOf(done.values()));
  }

  private int[] everything() {
    return IntStream.range(0, grid.cells().size()).toArray();
  }

  /** Sums by cell, each taken block by block in order. */
  private Map<Integer, Tally> sums(int[] cells, int blockSize, int[] some) {
    List<Tally> tallies = new ArrayList<>(examiner.tallies(portions.of(cells, blockSize, some)));
    tallies.sort(Comparator.comparingInt(Tally::cell).thenComparingInt(Tally::block));
    Map<Integer, Tally> sums = new TreeMap<>();
    for (int i = 0; i < tallies.size(); i++) {
      Tally tally = tallies.get(i);
      // Every station counts the unpruned network along; once is enough.
      boolean again =
          i > 0
              && tallies.get(i - 1).cell() == tally.cell()
              && tallies.get(i - 1).block() == tally.block();
      if (!again) {
        sums.merge(tally.cell(), tally, Tally::plus);
      }
    }
    return sums;
  }

  private static Tally find(Map<Integer, Tally> sums, int cell) {
    Tally sum = sums.get(cell);
    if (sum == null) {
      throw new IllegalStateException("nobody looked at cell " + cell);
    }
    return sum;
  }

  private static Tally orNone(Map<Integer, Tally> sums, int cell) {
    return sums.getOrDefault(cell, Tally.none(cell));
  }
}
