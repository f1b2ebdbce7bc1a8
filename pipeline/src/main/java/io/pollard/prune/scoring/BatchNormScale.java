package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Role;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.surgery.ConstantChannels;
import io.pollard.spec.Summary;

/**
 * Batch-norm scale: {@code score = |gamma|} of the batch norm behind a channel; of several, where
 * layers are coupled, the sum. Range [0, inf); NaN where a gamma is NaN. Comparable across layers:
 * one threshold for all (network slimming). Needs no data.
 *
 * <p>Source: Liu, Li, Shen, Huang, Yan, Zhang (2017), "Learning efficient convolutional networks
 * through network slimming", section 3 (METHODS S2).
 *
 * @param absorb whether what a removed channel would still emit once its gamma is 0, act(beta), is
 *     added to the biases of what reads it: then a channel with gamma = 0 goes without any change,
 *     apart from borders that are padded with zeros ({@link ConstantChannels}). The published code
 *     drops it
 */
@Summary("absolute scale of the batch norm behind a channel (Liu et al. 2017)")
@AutoService(ScoringRule.class)
public record BatchNormScale(boolean absorb) implements ScoringRule {

  public BatchNormScale() {
    this(false);
  }

  @Override
  public boolean ofChannels() {
    return true;
  }

  /**
   * @throws UserException if there is no batch norm behind a channel
   */
  @Override
  public float[] groups(Subject subject, Groups groups, Sums sums) {
    float[] scores = new float[groups.count()];
    int next = 0;
    for (Block block : groups.blocks()) {
      for (ChannelGroup group : ChannelLayers.channels(this, block).groups()) {
        scores[next++] = (float) scale(group, subject);
      }
    }
    return scores;
  }

  private static double scale(ChannelGroup group, Subject subject) {
    double[] sum = new double[1];
    boolean[] found = new boolean[1];
    group
        .parts(ChannelGroup.Kind.VALUE)
        .filter(part -> part.slice().role() == Role.GAMMA)
        .forEach(
            part -> {
              found[0] = true;
              part.span().forEach(i -> sum[0] += Math.abs(subject.weights()[i]));
            });
    if (!found[0]) {
      throw new UserException(
          "Cannot score network %s with batch-norm-scale: no batch norm follows one of its layers (layer=%s); choose filter-norm"
              .formatted(subject.network().name(), group.layer()));
    }
    return sum[0];
  }

  @Override
  public float[] survivors(Subject subject, double[] sums, long examples, Mask mask) {
    return absorb
        ? ConstantChannels.absorb(subject.network(), subject.mask(), mask, subject.weights())
        : subject.weights();
  }

  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    throw Activations.notOfElements(this);
  }
}
