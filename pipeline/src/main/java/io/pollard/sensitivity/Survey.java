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
  private final Portions looks;

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
    looks = new Portions(grid, examiner.slots(), 1, MAX_BYTES);
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
    Look all = Look.of(IntStream.range(0, examples).toArray());
    Map<Integer, Tally> sums = sums(portions.of(everything(), BATCHES * batchSize, all));
    List<Estimate> cells = new ArrayList<>();
    for (int cell : everything()) {
      cells.add(Estimate.exact(find(sums, cell).all()));
    }
    return new Findings(Estimate.exact(find(sums, Tally.UNPRUNED).all()), cells);
  }

  /** Every cell until its interval is narrow enough. */
  public Findings sampled(Analysis.Sampling sampling, long seed) {
    List<Standing> standings =
        new ArrayList<>(examiner.standings(looks.unpruned(batchSize, examples)));
    standings.sort(Comparator.comparingInt(Standing::example));
    Strata strata = new Strata(standings, seed);
    Sampler sampler = new Sampler(strata, sampling, batchSize);
    Map<Integer, Tally> tallies = new TreeMap<>();
    for (int cell : everything()) {
      tallies.put(cell, Tally.none(cell, strata.count()));
    }
    Map<Integer, Tally> open = new TreeMap<>(tallies);
    Map<Integer, Estimate> done = new TreeMap<>();
    int[] seen = new int[strata.count()];
    int[] next = sampler.first();
    while (!open.isEmpty()) {
      int[] cells = open.keySet().stream().mapToInt(Integer::intValue).toArray();
      sums(looks.of(cells, batchSize, strata.between(seen, next)))
          .forEach((cell, sum) -> open.computeIfPresent(cell, (c, before) -> before.plus(sum)));
      seen = next;
      tallies.putAll(open);
      ChangeShares shares = new ChangeShares(strata, tallies.values());
      for (Map.Entry<Integer, Tally> cell : open.entrySet()) {
        Estimate estimate = sampler.estimate(cell.getValue(), shares);
        if (sampler.isNarrow(estimate) || estimate.samples() == examples) {
          done.put(cell.getKey(), estimate);
        }
      }
      open.keySet().removeAll(done.keySet());
      next = open.isEmpty() ? seen : sampler.next(seen, open.values(), shares);
    }
    return new Findings(Estimate.of(standings), List.copyOf(done.values()));
  }

  private int[] everything() {
    return IntStream.range(0, grid.cells().size()).toArray();
  }

  /** Sums by cell, each taken block by block in order. */
  private Map<Integer, Tally> sums(List<Portion> work) {
    List<Tally> tallies = new ArrayList<>(examiner.tallies(work));
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
}
