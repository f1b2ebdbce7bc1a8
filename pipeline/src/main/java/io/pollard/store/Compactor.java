package io.pollard.store;

import io.pollard.DataException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rewrites the many small files of an experiment into few, without changing what a reader sees.
 *
 * <p>Rows of committed steps are written to a new file, the file is put into place and read again,
 * and only then the files it stands for are deleted. Readers of this library take the rows of a
 * step from the first file that has them, compacted ones first, so that at no moment, and wherever
 * this is killed, a row is missing or shown twice; the next run deletes what a killed one left. A
 * plain reader of the folder may meet rows twice in between: a view over a table shows one row per
 * {@link Table#key}. Files of steps that are not committed are left alone.
 *
 * <p>May run while steps are committed, by several processes at once. Memory: the ids of the steps,
 * and the rows of one.
 */
public final class Compactor {
  /** The size at which a file is large enough. */
  public static final long TARGET_BYTES = 128L << 20;

  private final Warehouse warehouse;
  private final long targetBytes;

  /** A compactor that aims at {@link #TARGET_BYTES}. */
  public Compactor(Warehouse warehouse) {
    this(warehouse, TARGET_BYTES);
  }

  /** A compactor that aims at files of a size. */
  public Compactor(Warehouse warehouse, long targetBytes) {
    this.warehouse = warehouse;
    this.targetBytes = targetBytes;
  }

  /**
   * Compacts all tables of an experiment.
   *
   * @throws DataException if a file is damaged; nothing of it is lost then
   */
  public List<Compaction> compact(String experiment) {
    List<Compaction> done = new ArrayList<>();
    for (Table<?> table : Tables.all()) {
      if (table.partitioned()) {
        done.add(
            new TableCompaction<>(warehouse.files(), table, experiment, targetBytes).compact());
      }
    }
    return done;
  }
}
