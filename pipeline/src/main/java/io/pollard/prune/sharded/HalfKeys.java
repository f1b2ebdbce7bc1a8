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
    if (chunk.kept().isEmpty()) {
      addAll(chunk.scores(), chunk.count());
    } else {
      for (int i = 0; i < chunk.count(); i++) {
        if (chunk.isKept(i)) {
          add(chunk.scores()[i]);
        }
      }
    }
    // What is not a number has keys beyond those of the infinities: looking for it once it may be
    // there leaves the loops short.
    if (upper == ANY && hasEnds()) {
      look(chunk);
    }
  }

  /** The loop that everything waits for. */
  private void addAll(float[] scores, int count) {
    long[] bins = counts;
    if (upper == ANY) {
      for (int i = 0; i < count; i++) {
        bins[FloatOrder.key(scores[i]) >>> 16]++;
      }
    } else {
      for (int i = 0; i < count; i++) {
        int key = FloatOrder.key(scores[i]);
        if (key >>> 16 == upper) {
          bins[key & 0xffff]++;
        }
      }
    }
  }

  private void add(float score) {
    int key = FloatOrder.key(score);
    if (upper == ANY) {
      counts[key >>> 16]++;
    } else if (key >>> 16 == upper) {
      counts[key & 0xffff]++;
    }
  }

  /** Whether a score is infinite or not a number. */
  private boolean hasEnds() {
    long ends = 0;
    int lowest = FloatOrder.key(Float.NEGATIVE_INFINITY) >>> 16;
    int highest = FloatOrder.key(Float.POSITIVE_INFINITY) >>> 16;
    for (int bin = 0; bin <= lowest; bin++) {
      ends += counts[bin];
    }
    for (int bin = highest; bin < BINS; bin++) {
      ends += counts[bin];
    }
    return ends > 0;
  }

  private void look(ScoreChunk chunk) {
    for (int i = 0; i < chunk.count(); i++) {
      if (Float.isNaN(chunk.scores()[i]) && chunk.isKept(i)) {
        spoil(chunk.tensor(), chunk.first() + i);
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

  /** The upper half whose scores are counted by their lower halves. */
  int upperBin() {
    return upper;
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
