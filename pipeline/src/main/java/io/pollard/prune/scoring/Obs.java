package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.prune.derivative.Trace;
import io.pollard.prune.derivative.WeightedLayer;
import io.pollard.prune.quadratic.Surgeon;
import io.pollard.prune.quadratic.Symmetric;
import io.pollard.prune.scoring.Evidence.Need;
import io.pollard.spec.Summary;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Optimal Brain Surgeon, exact, for small networks. Weights are taken out one by one, always the
 * one with the least {@code L_q = w_q^2 / (2 [H^-1]_qq)}, and after each all others move to make up
 * for it; {@code score} of a weight is the sum of all L up to its own, over the layout: what the
 * quadratic model says it costs to be without it and all before it. So the k lowest scores are the
 * first k that go, and {@link #survivors} gives the weights at which the k-th removal arrives.
 * Range [0, inf); elements that are not prunable, and pruned ones, score 0. To be used with a
 * {@code global} selection, on a trained network.
 *
 * <p>{@code H = 1/N sum g g' + damping I}, with g the gradients of single examples with respect to
 * all prunable weights that are still there (empirical Fisher, as the cross-entropy asks for); it
 * is inverted directly, which gives the result of the paper's recursion. Scores are rounded to
 * float, and raised by one unit in the last place where rounding would make two equal.
 *
 * <p>Cost, for n weights: N n^2 / 2 + 4 n^3 / 3 multiply-adds, 24 n^2 bytes; at most 5,000 weights.
 *
 * <p>Source: Hassibi, Stork (1992), equations 4, 5 and 14 (METHODS C3).
 *
 * @param examples training examples
 * @param damping alpha, added to the diagonal of H
 */
@Summary("optimal brain surgeon, exact, for small networks (Hassibi, Stork 1992)")
@AutoService(ScoringRule.class)
public record Obs(int examples, double damping) implements ScoringRule {
  private static final int LIMIT = 5_000;

  public Obs {
    Need.requireExamples(examples);
    requireDamping(damping);
  }

  public Obs() {
    this(1000, 1e-4);
  }

  static void requireDamping(double damping) {
    if (!(damping > 0.0) || Double.isInfinite(damping)) {
      throw new IllegalArgumentException("damping is above 0, found " + damping);
    }
  }

  @Override
  public Need needs() {
    return Need.traced(examples);
  }

  /**
   * @throws UserException if the network has more than 5,000 prunable weights
   */
  @Override
  public int sums(Network network) {
    int weights = network.layout().prunableCount();
    if (weights > LIMIT) {
      throw new UserException(
          "Cannot score network %s with obs: its weights are too many for an inverse Hessian over all of them (weights=%d, limit=%d); choose layer-obs"
              .formatted(network.name(), weights, LIMIT));
    }
    return (int) Symmetric.packed(weights);
  }

  @Override
  public void accumulate(Evidence evidence, double[] sums) {
    Network network = evidence.network();
    int count = network.layout().prunableCount();
    double[][] gradients = new double[evidence.examples()][count];
    Map<String, WeightedLayer> layers = WeightedLayer.byName(network);
    Trace trace = evidence.trace();
    trace.gradients(
        (node, derivatives) -> {
          WeightedLayer layer = layers.get(node.name());
          if (layer != null) {
            copy(layer, trace.inputs(node), derivatives, first(network, layer), gradients);
          }
        });
    for (double[] gradient : gradients) {
      Symmetric.addProducts(gradient, count, sums, 0);
    }
  }

  /** Number of a layer's first weight among all prunable ones. */
  private static int first(Network network, WeightedLayer layer) {
    return network.layout().prunable().stream()
        .filter(slice -> slice.offset() < layer.weight().offset())
        .mapToInt(Slice::length)
        .sum();
  }

  private static void copy(
      WeightedLayer layer, float[] inputs, float[] derivatives, int from, double[][] gradients) {
    for (int n = 0; n < gradients.length; n++) {
      float[] own = new float[layer.weight().length()];
      layer.products(inputs, derivatives, n, own);
      for (int i = 0; i < own.length; i++) {
        gradients[n][from + i] = own[i];
      }
    }
  }

  /**
   * @throws io.pollard.DataException if a weight or a derivative is not finite; names the tensor
   */
  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    int[] flat = prunable(subject.network());
    int[] there = places(flat, subject.mask()::kept);
    Symmetric hessian = hessian(subject, flat, sums, examples);
    Surgeon.Removals removals =
        Surgeon.removals(hessian.part(there).inverse(), weights(subject, flat, there));
    float[] scores = new float[subject.weights().length];
    float before = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < there.length; i++) {
      float score = Math.max((float) removals.costs()[i], Math.nextUp(before));
      scores[flat[there[removals.order()[i]]]] = score;
      before = score;
    }
    return scores;
  }

  @Override
  public float[] survivors(Subject subject, double[] sums, long examples, Mask mask) {
    int[] flat = prunable(subject.network());
    Symmetric hessian = hessian(subject, flat, sums, examples);
    double[] moved =
        Surgeon.without(
            hessian,
            weights(subject, flat, IntStream.range(0, flat.length).toArray()),
            places(flat, mask::kept),
            places(flat, i -> subject.mask().kept(i) && !mask.kept(i)));
    float[] values = subject.weights().clone();
    for (int i = 0; i < flat.length; i++) {
      values[flat[i]] = (float) moved[i];
    }
    return values;
  }

  private Symmetric hessian(Subject subject, int[] flat, double[] sums, long examples) {
    for (int i = 0, diagonal = 0; i < flat.length; i++, diagonal += i + 1) {
      float weight = subject.weights()[flat[i]];
      double square = sums[diagonal];
      if (!Float.isFinite(weight) || !Double.isFinite(square)) {
        throw Elements.notFinite(subject, "weight or squared gradient", flat[i], weight + square);
      }
    }
    return Symmetric.mean(sums, 0, flat.length, (double) examples, damping);
  }

  private static int[] prunable(Network network) {
    return network.layout().prunable().stream()
        .flatMapToInt(slice -> IntStream.range(slice.offset(), slice.end()))
        .toArray();
  }

  private static int[] places(int[] flat, IntPredicate is) {
    return IntStream.range(0, flat.length).filter(i -> is.test(flat[i])).toArray();
  }

  private static double[] weights(Subject subject, int[] flat, int[] places) {
    return IntStream.of(places).mapToDouble(i -> subject.weights()[flat[i]]).toArray();
  }
}
