package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.derivative.WeightedLayer;
import io.pollard.prune.scoring.Evidence.Need;
import io.pollard.spec.Summary;
import java.util.Map;

/**
 * Empirical Fisher: {@code score = w^2 / (2 N) sum_n g_n^2}, with g_n the gradient of example n's
 * own loss, over the layout: the second-order estimate of what leaving the weight out costs, with
 * the mean square of the gradients for the curvature. Range [0, inf); elements that are not
 * prunable, and pruned ones, score 0. Comparable across layers.
 *
 * <p>The squares are those of every single example. (The square of a batch's mean gradient is
 * another quantity, smaller by about the size of the batch, with another ranking.) Sums: squares in
 * double, of gradients in float. A dense layer adds outer products of squared derivatives and
 * squared inputs; a convolution multiplies two matrices for each example and squares the product.
 * Cost: about two forward passes in plain Java.
 *
 * <p>Source: Theis, Korshunova, Tejani, Huszar (2018), "Faster gaze prediction with dense networks
 * and Fisher pruning", equation 6 (METHODS C4).
 *
 * @param examples training examples
 */
@Summary("squared weight times mean squared gradient, example by example (Theis et al. 2018)")
@AutoService(ScoringRule.class)
public record Fisher(int examples) implements ScoringRule {

  public Fisher {
    Need.requireExamples(examples);
  }

  public Fisher() {
    this(1000);
  }

  @Override
  public Need needs() {
    return Need.traced(examples);
  }

  @Override
  public void accumulate(Evidence evidence, double[] sums) {
    Network network = evidence.network();
    Map<String, WeightedLayer> layers = WeightedLayer.byName(network);
    Trace trace = evidence.trace();
    trace.gradients(
        (node, derivatives) -> {
          WeightedLayer layer = layers.get(node.name());
          if (layer != null) {
            layer.squares(trace.inputs(node), derivatives, trace.examples(), sums);
          }
        });
  }

  /**
   * @throws io.pollard.DataException if a weight or a derivative is not finite; names the tensor
   */
  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    float[] weights = subject.weights();
    return Elements.rounded(
        subject,
        "squared weight times squared gradient",
        i -> sums[i] / (2.0 * examples) * weights[i] * weights[i]);
  }
}
