package io.pollard.prune.repair;

import com.google.auto.service.AutoService;
import io.pollard.spec.Summary;

/**
 * Least-squares reconstruction of the layers that read channels which go, the channels being those
 * that were selected: every such layer gets the weights with the least {@code ||Y - X' W'||^2} over
 * samples, X' its inputs in the network pruned so far, Y its results (in front of the activation)
 * in the whole network. Its bias, or the mean of the batch norm behind it, takes up a constant. See
 * {@link LassoReconstruction}, which chooses the channels as well, for the order of layers,
 * residual sums and cost.
 *
 * <p>Source: He, Zhang, Sun (2017), section 3.1, step (ii) (METHODS S3).
 *
 * @param examples training examples, in whole shards of 50
 * @param positions pixels of a layer's result that are sampled in each example
 * @param ridge added to the diagonal of X'X, as a share of its mean
 * @param throughRelu whether what a ReLU right behind a layer cuts off need not be met: {@link
 *     ReluFit}; takes much longer, and memory for all samples of a layer
 */
@Summary("fits the layers that read removed channels by least squares")
@AutoService(Repair.class)
public record LeastSquares(int examples, int positions, double ridge, boolean throughRelu)
    implements Repair {

  public LeastSquares {
    Sampling.require(examples, positions, ridge);
  }

  public LeastSquares() {
    this(5000, 10, 1e-6, false);
  }

  @Override
  public Repaired repair(Damage damage, Examples data) {
    return new Reconstruction(
            damage,
            damage.channels(this),
            (contributions, selected) -> selected,
            throughRelu ? ReluFit.ofWeights(ridge) : Reconstruction.ofWeights(ridge))
        .repaired(data, examples, positions);
  }
}
