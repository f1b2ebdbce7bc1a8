package io.pollard.prune.repair;

import com.google.auto.service.AutoService;
import io.pollard.spec.Summary;

/**
 * LASSO channel selection with least-squares reconstruction. For every layer that reads channels of
 * which some were selected to go, from input to output: (i) as many channels stay as the selection
 * left, those that a LASSO leaves, {@code 1/(2N) ||Y - sum beta_i X_i W_i'||^2 + lambda sum
 * |beta_i|} with {@code ||W_i|| = 1}, as lambda grows (see {@link Lasso}); (ii) least squares of
 * the layer's weights on them, see {@link LeastSquares}. One pass of each. The scores decide only
 * how many channels each layer keeps, not which.
 *
 * <p>X_i are the inputs of channel i in the network pruned and repaired so far, Y the layer's
 * results in the whole network, in front of the activation, without the bias; where they are added
 * to others (residual sums), what those lack is added to Y. Sampled pixels are drawn for each
 * example. Channels that several layers make together (the stream of a residual network) go as
 * selected; their readers are fitted.
 *
 * <p>Cost, for a layer of m patch elements, n outputs and N samples: N m (m / 2 + n) for the sums,
 * m^2 n for the LASSO, m^3 for the fit; two forward passes of the examples to each layer; 16 m^2
 * bytes.
 *
 * <p>Source: He, Zhang, Sun (2017), "Channel pruning for accelerating very deep neural networks",
 * section 3 (METHODS S3).
 *
 * @param examples training examples, in whole shards of 50
 * @param positions pixels of a layer's result that are sampled in each example
 * @param ridge added to the diagonal of X'X, as a share of its mean
 * @param throughRelu whether what a ReLU right behind a layer cuts off need not be met: {@link
 *     ReluFit}; takes much longer, and memory for all samples of a layer
 */
@Summary("LASSO chooses the channels, least squares fits what reads them (He et al. 2017)")
@AutoService(Repair.class)
public record LassoReconstruction(int examples, int positions, double ridge, boolean throughRelu)
    implements Repair {

  public LassoReconstruction {
    Sampling.require(examples, positions, ridge);
  }

  public LassoReconstruction() {
    this(5000, 10, 1e-6, false);
  }

  @Override
  public Repaired repair(Damage damage, Examples data) {
    return new Reconstruction(
            damage,
            damage.channels(this),
            (contributions, selected) ->
                new Lasso(contributions.atUnitSize()).support(selected.length),
            throughRelu ? ReluFit.ofWeights(ridge) : Reconstruction.ofWeights(ridge))
        .repaired(data, examples, positions);
  }
}
