package io.pollard.prune.sharded;

import io.pollard.DataException;
import io.pollard.prune.sharded.ShardedScores.Tally;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;

/**
 * A histogram of 65,536 bins over one half of the scores' ordered bits: of the upper half of all
 * scores, or of the lower half of those whose upper half is known. Counts are exact. Half a
 * megabyte; travels as its bins that are not empty.
 */
final class HalfKeys implements Tally<HalfKeys> {
  private static final long serialVersionUID = 1L;

  private static final int BINS = 1 << 16;
  private static final int ANY = -1;

  private final int upper;
  private transient long[] counts = new long[BINS];
  private String spoiled = "";
  private long spoiledAt = Long.MAX_VALUE;

  private HalfKeys(int upper) {
    this.upper = upper;
  }

  /** Of the upper halves of all scores. */
  static HalfKeys upper() {
    return new HalfKeys(ANY);
  }

  /** Of the lower halves of the scores with an upper half. */
  static HalfKeys lower(int upper) {
    return new HalfKeys(upper);
  }

  @Override
  public void add(ScoreChunk chunk) {
    float[] scores = chunk.scores();
    long[] bins = counts;
    boolean all = chunk.kept().isEmpty();
    for (int i = 0; i < chunk.count(); i++) {
      float score = scores[i];
      if (all || chunk.isKept(i)) {
        if (Float.isNaN(score)) {
          spoil(chunk.tensor(), chunk.first() + i);
        }
        int key = FloatOrder.key(score);
        if (upper == ANY) {
          bins[key >>> 16]++;
        } else if (key >>> 16 == upper) {
          bins[key & 0xffff]++;
        }
      }
    }
  }

  private void spoil(String tensor, long index) {
    if (index < spoiledAt) {
      spoiled = tensor;
      spoiledAt = index;
    }
  }

  /**
   * Refuses scores of which one is not a number. Not before all have been counted: a task that
   * throws would be tried again.
   *
   * @throws DataException if there is one; names the tensor of the first
   */
  HalfKeys requireNumbers() {
    if (spoiledAt < Long.MAX_VALUE) {
      throw new DataException(
          "Cannot rank %s: a score is not a number (index=%d); look for a training that diverged"
              .formatted(spoiled, spoiledAt));
    }
    return this;
  }

  @Override
  public void merge(HalfKeys other) {
    for (int i = 0; i < BINS; i++) {
      counts[i] += other.counts[i];
    }
    if (other.spoiledAt < Long.MAX_VALUE) {
      spoil(other.spoiled, other.spoiledAt);
    }
  }

  /** Number of scores in all bins. */
  long total() {
    return Arrays.stream(counts).sum();
  }

  long count(int bin) {
    return counts[bin];
  }

  /** The bin of a position in the ascending order, and how many lie in the bins before. */
  Place find(long position) {
    long below = 0;
    int bin = 0;
    while (below + counts[bin] <= position) {
      below += counts[bin++];
    }
    return new Place(bin, below);
  }

  record Place(int bin, long below) {}

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    int used = (int) Arrays.stream(counts).filter(count -> count > 0).count();
    out.writeInt(used);
    for (int bin = 0; bin < BINS; bin++) {
      if (counts[bin] > 0) {
        out.writeShort(bin);
        out.writeLong(counts[bin]);
      }
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    counts = new long[BINS];
    int used = in.readInt();
    for (int i = 0; i < used; i++) {
      int bin = in.readUnsignedShort();
      counts[bin] = in.readLong();
    }
  }
}
