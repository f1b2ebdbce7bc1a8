package io.pollard.sensitivity;

import io.pollard.prune.structure.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts cells and examples into portions. The examples are cut into blocks, over which sums are
 * taken in order, whatever portion a block falls into; so the cut changes no number.
 *
 * <p>Examples are cut first, since a portion computes what lies in front of its cells for itself.
 * The cells are cut where there are not enough blocks to go round, or where the exchanged
 * parameters of all of them would not fit into memory together.
 */
final class Portions {
  /** Portions a slot: so many that the last ones to end do not matter. */
  private static final int PER_SLOT = 3;

  private final int slots;
  private final List<int[]> stations;

  /**
   * @param blocks number of blocks that are looked at at once
   * @param maxBytes of exchanged parameters at a station, unless one cell alone has more
   */
  Portions(Grid grid, int slots, int blocks, long maxBytes) {
    this.slots = slots;
    stations = stations(grid, (slots + blocks - 1) / blocks, maxBytes);
  }

  /**
   * Portions of some cells on some examples.
   *
   * @param cells ascending
   */
  List<Portion> of(int[] cells, int blockSize, Look look) {
    int blocks = (look.size() + blockSize - 1) / blockSize;
    int runs = Math.min(blocks, slots * PER_SLOT);
    List<Portion> portions = new ArrayList<>();
    for (int[] station : stations) {
      int[] own = Arrays.stream(cells).filter(c -> c >= station[0] && c < station[1]).toArray();
      if (own.length > 0) {
        for (int run = 0; run < runs; run++) {
          int from = (int) ((long) blocks * run / runs);
          int to = (int) ((long) blocks * (run + 1) / runs);
          Look some = look.part(from * blockSize, Math.min(look.size(), to * blockSize));
          portions.add(
              new Portion(
                  station[0],
                  station[1],
                  own,
                  from,
                  blockSize,
                  some.examples(),
                  some.strata(),
                  some.count()));
        }
      }
    }
    return portions;
  }

  /** Portions of no cells: the unpruned network on all examples, at the first station. */
  List<Portion> unpruned(int blockSize, int examples) {
    int[] station = stations.get(0);
    Look all = Look.of(IntStream.range(0, examples).toArray());
    return of(new int[] {station[0]}, blockSize, all).stream()
        .map(
            p ->
                new Portion(
                    p.first(), p.end(), new int[0], p.firstBlock(), blockSize, p.examples()))
        .toList();
  }

  /** Runs of cells of about the same work, each cut between two sites where it can be. */
  private static List<int[]> stations(Grid grid, int cuts, long maxBytes) {
    List<Cell> cells = grid.cells();
    double[] work = new double[cells.size()];
    for (int i = 0; i < work.length; i++) {
      boolean same = i > 0 && cells.get(i).site().equals(cells.get(i - 1).site());
      work[i] = same ? work[i - 1] : grid.macs(cells.get(i)) + 1.0;
    }
    double total = Arrays.stream(work).sum();
    List<int[]> stations = new ArrayList<>();
    int from = 0;
    double done = 0.0;
    long bytes = 0;
    for (int i = 0; i < work.length; i++) {
      long own = bytes(grid, cells.get(i));
      boolean newSite = i > 0 && !cells.get(i).site().equals(cells.get(i - 1).site());
      boolean share = newSite && done >= total * (stations.size() + 1) / cuts;
      if (i > from && (share || bytes + own > maxBytes)) {
        stations.add(new int[] {from, i});
        from = i;
        bytes = 0;
      }
      done += work[i];
      bytes += own;
    }
    stations.add(new int[] {from, work.length});
    return stations;
  }

  /**
   * Of exchanged slices; where channels go, of a smaller network too, which has not all of these.
   */
  private static long bytes(Grid grid, Cell cell) {
    boolean smaller = cell.site().block() instanceof Channels;
    return cell.site().slices().stream().mapToLong(slice -> 4L * slice.length()).sum()
        + (smaller ? 4L * grid.network().layout().length() : 0L);
  }
}
