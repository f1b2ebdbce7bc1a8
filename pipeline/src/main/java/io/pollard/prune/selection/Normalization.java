package io.pollard.prune.selection;

import io.pollard.network.Mask;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import java.util.stream.IntStream;

/**
 * How scores of different layers are put on one scale before they are ranked together: each is
 * divided by a figure of its own tensor or layer, over the groups that are still there, in double,
 * then rounded to float. Where that figure is 0, so are the scores, and they stay. One pass.
 *
 * <p>Source: l2: Molchanov, Tyree, Karras, Aila, Kautz (2017), equation 9; mean and max are common
 * in practice. Whether scores compare without it is for each rule to say (METHODS 0.3.5).
 */
public enum Normalization {
  /** Scores as they are. */
  NONE {
    @Override
    double scale(double[] scores) {
      return 1.0;
    }
  },
  /** Divided by the mean of the layer's absolute scores. */
  MEAN {
    @Override
    double scale(double[] scores) {
      double sum = 0.0;
      for (double score : scores) {
        sum += Math.abs(score);
      }
      return sum / scores.length;
    }
  },
  /** Divided by the largest of the layer's absolute scores. */
  MAX {
    @Override
    double scale(double[] scores) {
      double largest = 0.0;
      for (double score : scores) {
        largest = Math.max(largest, Math.abs(score));
      }
      return largest;
    }
  },
  /** Divided by the Euclidean norm of the layer's scores. */
  L2 {
    @Override
    double scale(double[] scores) {
      double sum = 0.0;
      for (double score : scores) {
        sum += score * score;
      }
      return Math.sqrt(sum);
    }
  };

  /**
   * The figure that a layer's scores are divided by.
   *
   * @param scores of the groups that are still there
   */
  abstract double scale(double[] scores);

  /**
   * The scores of all groups on one scale.
   *
   * @param scores one per group; left alone
   */
  float[] of(Groups groups, Mask mask, float[] scores) {
    if (this == NONE) {
      return scores;
    }
    float[] scaled = scores.clone();
    int first = 0;
    for (Block block : groups.blocks()) {
      int from = first;
      int[] there =
          IntStream.range(0, block.count())
              .filter(group -> block.kept(group, mask))
              .map(group -> from + group)
              .toArray();
      double scale = scale(IntStream.of(there).mapToDouble(group -> scores[group]).toArray());
      for (int group : there) {
        if (scale != 0.0) {
          scaled[group] = (float) (scores[group] / scale);
        }
      }
      first += block.count();
    }
    return scaled;
  }
}
