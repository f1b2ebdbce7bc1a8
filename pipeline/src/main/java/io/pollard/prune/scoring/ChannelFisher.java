package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.scoring.Evidence.Need;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Summary;

/**
 * Fisher information of channels: with a gate of 1 on a channel, {@code g_n = -sum over positions
 * of a dL_n/da} is the derivative of example n's loss by leaving it out; {@code score = 1 / (2 N)
 * sum_n g_n^2}. A channel that is made by several layers together scores their sum. Range [0, inf).
 * Comparable across layers. The squares are those of every single example. About two forward passes
 * in plain Java; sums in double.
 *
 * <p>Source: Theis, Korshunova, Tejani, Huszar (2018), equation 9 (METHODS C4).
 *
 * @param examples training examples
 */
@Summary("mean squared effect of a channel on the loss, example by example (Theis et al. 2018)")
@AutoService(ScoringRule.class)
public record ChannelFisher(int examples) implements ScoringRule {

  public ChannelFisher {
    Need.requireExamples(examples);
  }

  public ChannelFisher() {
    this(1000);
  }

  @Override
  public boolean ofChannels() {
    return true;
  }

  @Override
  public Need needs() {
    return Need.traced(examples);
  }

  @Override
  public int sums(Network network) {
    return new ChannelLayers(network).count();
  }

  @Override
  public void accumulate(Evidence evidence, double[] sums) {
    Trace trace = evidence.trace();
    Gates.add(evidence.network(), trace, gate -> gate * gate / 2.0, sums);
  }

  @Override
  public float[] groups(Subject subject, Groups groups, Sums sums) {
    return Activations.means(this, subject.network(), groups, sums);
  }

  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    throw Activations.notOfElements(this);
  }
}
