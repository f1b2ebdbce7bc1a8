package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.network.LayerGraph.Node;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.derivative.WeightedLayer;
import io.pollard.prune.scoring.Evidence.Need;
import io.pollard.spec.Summary;
import java.util.Arrays;
import java.util.Map;

/**
 * Optimal Brain Damage: {@code score = h w^2 / 2}, over the layout, with h the diagonal of the
 * Hessian of the mean loss: what leaving the weight out costs in a quadratic model of a trained
 * network, other weights staying as they are. Range [0, inf); elements that are not prunable, and
 * pruned ones, score 0. Comparable across layers; biases are not scored (the paper ranks them too).
 *
 * <p>h by the paper's recursion in its Gauss-Newton form, see {@link Trace#curvatures}: {@code
 * h_weight = sum x^2 h_output} over the positions that share the weight. It is never negative.
 * Sums: one such term per example, in float, added in double. Cost: about two forward passes in
 * plain Java. Batch norm in inference form.
 *
 * <p>Source: LeCun, Denker, Solla (1989), "Optimal brain damage", equations 5 to 9 (METHODS C2).
 *
 * @param examples training examples
 */
@Summary("half of squared weight times curvature (LeCun et al. 1989)")
@AutoService(ScoringRule.class)
public record Obd(int examples) implements ScoringRule {

  public Obd {
    Need.requireExamples(examples);
  }

  public Obd() {
    this(1000);
  }

  @Override
  public Need needs() {
    return Need.traced(examples);
  }

  @Override
  public void accumulate(Evidence evidence, double[] sums) {
    Map<String, WeightedLayer> layers = WeightedLayer.byName(evidence.network());
    Trace trace = evidence.trace();
    trace.curvatures(
        (node, curvatures) -> {
          WeightedLayer layer = layers.get(node.name());
          if (layer != null) {
            add(layer, squaredInputs(trace, node), curvatures, trace.examples(), sums);
          }
        });
  }

  private static void add(
      WeightedLayer layer, float[] squares, float[] curvatures, int examples, double[] sums) {
    float[] own = new float[layer.weight().length()];
    for (int n = 0; n < examples; n++) {
      Arrays.fill(own, 0.0f);
      layer.products(squares, curvatures, n, own);
      for (int i = 0; i < own.length; i++) {
        sums[layer.weight().offset() + i] += own[i];
      }
    }
  }

  private static float[] squaredInputs(Trace trace, Node node) {
    float[] squares = trace.inputs(node).clone();
    for (int i = 0; i < squares.length; i++) {
      squares[i] *= squares[i];
    }
    return squares;
  }

  /**
   * @throws io.pollard.DataException if a weight or a curvature is not finite; names the tensor
   */
  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    float[] weights = subject.weights();
    return Elements.rounded(
        subject,
        "squared weight times curvature",
        i -> sums[i] / examples * weights[i] * weights[i] / 2.0);
  }
}
