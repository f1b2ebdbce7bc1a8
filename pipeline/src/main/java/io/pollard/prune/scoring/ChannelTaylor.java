package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.scoring.Evidence.Need;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Summary;

/**
 * First-order Taylor on channels: with a gate of 1 on a channel, {@code g_n = sum over positions of
 * a dL_n/da} is the derivative of example n's loss by the gate. {@code score = |mean_n g_n|}, or,
 * {@code perExample}, {@code mean_n |g_n|} as in the paper. A channel that is made by several
 * layers together scores their sum. Range [0, inf). Comparable across layers (the paper divides by
 * the norm of the layer's scores first, which is left out). About two forward passes in plain Java;
 * sums in double.
 *
 * <p>Source: Molchanov, Tyree, Karras, Aila, Kautz (2017), equation 8 (METHODS C4).
 *
 * @param examples training examples
 * @param perExample takes the absolute value of each example's derivative, not of the mean
 */
@Summary("effect on the loss of leaving a channel out, first order (Molchanov et al. 2017)")
@AutoService(ScoringRule.class)
public record ChannelTaylor(int examples, boolean perExample) implements ScoringRule {

  public ChannelTaylor {
    Need.requireExamples(examples);
  }

  public ChannelTaylor() {
    this(1000, false);
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
    Gates.add(evidence.network(), trace, perExample ? Math::abs : gate -> gate, sums);
  }

  @Override
  public float[] groups(Subject subject, Groups groups, Sums sums) {
    double[] scores = new double[sums.values().length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.abs(sums.values()[i]) / sums.examples();
    }
    return new ChannelLayers(subject.network()).aggregate(this, groups, scores);
  }

  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    throw Activations.notOfElements(this);
  }
}
