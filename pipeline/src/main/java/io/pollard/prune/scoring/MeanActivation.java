package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.scoring.Evidence.Need;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Summary;

/**
 * Mean activation: {@code score = } mean of a channel's absolute activations over examples and
 * positions. Looked at behind the batch norm and activation that follow the layer; a channel that
 * is made by several layers together scores their sum. Range [0, inf). Compares within a layer.
 * Forward passes only; sums in double.
 *
 * <p>Source: Molchanov, Tyree, Karras, Aila, Kautz (2017), section 2.2, "activation".
 *
 * @param examples training examples
 */
@Summary("mean absolute activation of a channel (Molchanov et al. 2017)")
@AutoService(ScoringRule.class)
public record MeanActivation(int examples) implements ScoringRule {

  public MeanActivation {
    Need.requireExamples(examples);
  }

  public MeanActivation() {
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

  /** Adds, for each channel, the mean over its positions, over the examples. */
  @Override
  public void accumulate(Evidence evidence, double[] sums) {
    Trace trace = evidence.trace();
    Activations.add(evidence.network(), trace, Math::abs, sums);
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
