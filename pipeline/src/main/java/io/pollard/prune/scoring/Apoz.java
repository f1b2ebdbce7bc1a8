package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.scoring.Evidence.Need;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Summary;

/**
 * Average percentage of zeros, turned round: {@code score = } share of a channel's activations,
 * over examples and positions, that are not 0. A channel that is hardly ever active scores low.
 * Looked at behind the batch norm and activation that follow the layer; a channel that is made by
 * several layers together scores their sum. Range [0, 1] for one layer. Compares within a layer.
 * Forward passes only; counts are exact, so the scores do not depend on any order.
 *
 * <p>Source: Hu, Peng, Tai, Tang (2016), "Network trimming: a data-driven neuron pruning approach
 * towards efficient deep architectures", equation 1, as 1 - APoZ.
 *
 * @param examples training examples
 */
@Summary("share of a channel's activations that are not zero (Hu et al. 2016)")
@AutoService(ScoringRule.class)
public record Apoz(int examples) implements ScoringRule {

  public Apoz {
    Need.requireExamples(examples);
  }

  public Apoz() {
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

  /** Adds, for each channel, the share of its positions that are active, over the examples. */
  @Override
  public void accumulate(Evidence evidence, double[] sums) {
    Trace trace = evidence.trace();
    Activations.add(evidence.network(), trace, value -> value != 0.0f ? 1.0 : 0.0, sums);
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
