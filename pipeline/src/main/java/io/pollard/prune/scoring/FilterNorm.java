package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.network.Role;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Summary;

/**
 * Norm of a channel's filters: {@code l1 = sum |w|} or {@code l2 = sqrt(sum w^2)}, over the weights
 * that make the channel, in all layers that are coupled to it. {@code w [out,in,kh,kw] -> score
 * [out]}. Range [0, inf); NaN where a weight is NaN. Batch norm does not count. Compares within a
 * layer only (METHODS 0.3.5). Needs no data; sums in double, in index order.
 *
 * <p>Source: Li, Kadav, Durdanovic, Samet, Graf (2017), "Pruning filters for efficient convnets",
 * section 3.1 (METHODS S1); l2: He, Kang, Dong, Fu, Yang (2018), soft filter pruning (S9).
 *
 * @param norm which one
 * @param bias whether the bias of a channel counts as one more weight, as neuron merging has it for
 *     dense layers (METHODS S4)
 */
@Summary("l1 or l2 norm of a channel's filters (Li et al. 2017)")
@AutoService(ScoringRule.class)
public record FilterNorm(Norm norm, boolean bias) implements ScoringRule {

  /** A norm of a vector. */
  public enum Norm {
    L1,
    L2
  }

  public FilterNorm() {
    this(Norm.L1);
  }

  /** A norm without biases. */
  public FilterNorm(Norm norm) {
    this(norm, false);
  }

  @Override
  public boolean ofChannels() {
    return true;
  }

  @Override
  public float[] groups(Subject subject, Groups groups, Sums sums) {
    float[] scores = new float[groups.count()];
    int next = 0;
    for (Block block : groups.blocks()) {
      for (ChannelGroup group : ChannelLayers.channels(this, block).groups()) {
        scores[next++] = (float) norm(group, subject.weights());
      }
    }
    return scores;
  }

  private double norm(ChannelGroup group, float[] weights) {
    double[] sum = new double[1];
    group.parts().stream()
        .filter(this::counts)
        .forEach(
            part ->
                part.span()
                    .forEach(
                        i -> {
                          double w = weights[i];
                          sum[0] += norm == Norm.L1 ? Math.abs(w) : w * w;
                        }));
    return norm == Norm.L1 ? sum[0] : Math.sqrt(sum[0]);
  }

  private boolean counts(ChannelGroup.Part part) {
    return part.kind() == ChannelGroup.Kind.FILTER || (bias && part.slice().role() == Role.BIAS);
  }

  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    throw Activations.notOfElements(this);
  }
}
