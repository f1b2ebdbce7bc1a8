package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Summary;
import java.util.function.IntConsumer;

/**
 * Norm of a group's own weights, whatever the groups are: {@code rms = sqrt(mean w^2)}, {@code l2 =
 * sqrt(sum w^2)}, {@code l1 = sum |w|} or {@code max = max |w|}. The root of the mean and the
 * maximum do not grow with a group's size. Range [0, inf); NaN where a weight is NaN. Needs no
 * data; sums in double, in index order. Of single weights it is the magnitude.
 *
 * <p>Source: Gray, Radford, Kingma (2017) for blocks (METHODS I2); Wen et al. (2016), group lasso's
 * norm (S6).
 *
 * @param norm which one
 */
@Summary("norm of a group's own weights, of any structure")
@AutoService(ScoringRule.class)
public record GroupNorm(Norm norm) implements ScoringRule {

  /** A norm of a vector. */
  public enum Norm {
    RMS,
    L2,
    L1,
    MAX
  }

  public GroupNorm() {
    this(Norm.RMS);
  }

  @Override
  public float[] groups(Subject subject, Groups groups, Sums sums) {
    float[] scores = new float[groups.count()];
    int next = 0;
    for (Block block : groups.blocks()) {
      int count = block.count();
      for (int group = 0; group < count; group++) {
        Measure measure = new Measure(subject.weights());
        block.forEachOwn(group, measure);
        scores[next++] = (float) measure.norm(norm);
      }
    }
    return scores;
  }

  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    float[] magnitudes = new float[subject.weights().length];
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.abs(subject.weights()[i]);
    }
    return magnitudes;
  }

  /** What the norms of the weights that it is shown are made of. */
  private static final class Measure implements IntConsumer {
    private final float[] weights;
    private double squares;
    private double magnitudes;
    private double largest;
    private int count;

    Measure(float[] weights) {
      this.weights = weights;
    }

    @Override
    public void accept(int index) {
      double w = Math.abs(weights[index]);
      squares += w * w;
      magnitudes += w;
      largest = Math.max(largest, w);
      count++;
    }

    double norm(Norm norm) {
      return switch (norm) {
        case RMS -> Math.sqrt(squares / count);
        case L2 -> Math.sqrt(squares);
        case L1 -> magnitudes;
        case MAX -> largest;
      };
    }
  }
}
