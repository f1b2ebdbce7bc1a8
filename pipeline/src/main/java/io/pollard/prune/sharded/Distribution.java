package io.pollard.prune.sharded;

import io.pollard.prune.sharded.ShardedScores.Tally;
import java.util.Map;
import java.util.TreeMap;

/**
 * Mean and histogram of scores in a known range. The sum is added up chunk by chunk, and the
 * chunks' sums in the order of their indices: so it depends on the chunks, but not on who counted
 * which.
 */
public final class Distribution implements Tally<Distribution> {
  private static final long serialVersionUID = 1L;

  private final float min;
  private final float max;
  private final long[] bins;
  private final TreeMap<Long, Double> sums = new TreeMap<>();

  /**
   * @param min the least score
   * @param max the largest
   * @param bins how many equal parts of [min, max] are told apart
   */
  public Distribution(float min, float max, int bins) {
    this.min = min;
    this.max = max;
    this.bins = new long[bins];
  }

  @Override
  public void add(ScoreChunk chunk) {
    double scale = max > min ? bins.length / ((double) max - min) : 0.0;
    double sum = 0.0;
    for (int i = 0; i < chunk.count(); i++) {
      if (chunk.isKept(i)) {
        double score = chunk.scores()[i];
        sum += score;
        bins[Math.min(bins.length - 1, (int) ((score - min) * scale))]++;
      }
    }
    sums.merge(chunk.first(), sum, Double::sum);
  }

  @Override
  public void merge(Distribution other) {
    for (int i = 0; i < bins.length; i++) {
      bins[i] += other.bins[i];
    }
    for (Map.Entry<Long, Double> sum : other.sums.entrySet()) {
      sums.merge(sum.getKey(), sum.getValue(), Double::sum);
    }
  }

  /** Sum of all scores. */
  public double sum() {
    double sum = 0.0;
    for (double part : sums.values()) {
      sum += part;
    }
    return sum;
  }

  /** How many scores lie in each part of the range; its upper end belongs to the last. */
  public long[] histogram() {
    return bins.clone();
  }
}
