package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.scoring.Evidence.Need;
import io.pollard.spec.Summary;

/**
 * Layer-wise Optimal Brain Surgeon: {@code score = w_q^2 / (2 [H^-1]_qq)}, over the layout, with
 * {@code H = 1/n sum x x' + damping I} over the inputs x of the weight's layer: what leaving the
 * weight out does to the squared error of its layer's output if the other weights of the same
 * output make up for it as well as they can. They then do: see {@link #survivors}. Range [0, inf);
 * elements that are not prunable, and pruned ones, score 0. Needs no labels.
 *
 * <p>All outputs of a layer share one H. Convolutions: x is the patch under the kernel, at every
 * position. Where the layer has a bias, x ends in a 1 and the bias makes up for weights too, but is
 * never pruned. Where a mask has removed some of an output's weights before, H is that of the rest.
 *
 * <p>Scores are in units of a layer's output, so they compare within a layer only: select with
 * {@code uniform} or {@code layerwise}. Cost, for a layer of m inputs (patch elements): m^2 / 2
 * multiply-adds per patch, m^3 for the inverse; 4 m^2 bytes travel, 16 m^2 bytes in the end.
 *
 * <p>Source: Dong, Chen, Pan (2017), "Learning to prune deep neural networks via layer-wise optimal
 * brain surgeon" (METHODS C3), with two deviations. The biases of a layer take part. Weights that
 * go together are made up for together, which the formula for single ones, used for one after the
 * other, does not achieve.
 *
 * @param examples training examples
 * @param damping added to the diagonal of H; inputs that never vary need it
 */
@Summary("layer-wise optimal brain surgeon: prunes and makes up for it (Dong et al. 2017)")
@AutoService(ScoringRule.class)
public record LayerObs(int examples, double damping) implements ScoringRule {

  public LayerObs {
    Need.requireExamples(examples);
    Obs.requireDamping(damping);
  }

  public LayerObs() {
    this(1000, 1e-4);
  }

  @Override
  public Need needs() {
    return Need.traced(examples);
  }

  /**
   * @throws UserException if the layers' inputs are too many
   */
  @Override
  public int sums(Network network) {
    long sums = LayerInputs.of(network).stream().mapToLong(LayerInputs::sums).sum();
    if (sums > Integer.MAX_VALUE - 8) {
      throw new UserException(
          "Cannot score network %s with layer-obs: its layers have too many inputs for their products with each other (products=%d, limit=%d); choose obd or fisher"
              .formatted(network.name(), sums, Integer.MAX_VALUE - 8));
    }
    return (int) sums;
  }

  @Override
  public void accumulate(Evidence evidence, double[] sums) {
    Trace trace = evidence.trace();
    int from = 0;
    for (LayerInputs layer : LayerInputs.of(evidence.network())) {
      layer.accumulate(trace, sums, from);
      from += (int) layer.sums();
    }
  }

  /**
   * @throws io.pollard.DataException if an input of a layer is not finite; names the layer
   */
  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    float[] scores = new float[subject.weights().length];
    int from = 0;
    for (LayerInputs layer : LayerInputs.of(subject.network())) {
      new LayerSurgery(layer, subject, sums, from, examples, damping).score(scores);
      from += (int) layer.sums();
    }
    return scores;
  }

  /** The optimum of each layer's squared error under the mask. */
  @Override
  public float[] survivors(Subject subject, double[] sums, long examples, Mask mask) {
    float[] values = subject.weights().clone();
    int from = 0;
    for (LayerInputs layer : LayerInputs.of(subject.network())) {
      new LayerSurgery(layer, subject, sums, from, examples, damping).makeUp(mask, values);
      from += (int) layer.sums();
    }
    return values;
  }
}
