package io.pollard.prune.repair;

import com.google.auto.service.AutoService;
import io.pollard.spec.Summary;

/**
 * ThiNet: for every layer that reads channels of which some were selected to go, from input to
 * output, as many channels go, one by one, always the one with which the sum over samples of {@code
 * (sum of what the removed channels contribute)^2} is least; then every channel that stays gets the
 * factor with which they together make the layer's results best, by least squares. The scores
 * decide only how many channels each layer keeps, not which.
 *
 * <p>Contributions to all outputs of a sampled pixel count (the paper draws one). The paper
 * fine-tunes for an epoch or two after each layer; here fine-tuning comes once, in the end. Inputs,
 * results, residual sums, samples and cost are as in {@link LassoReconstruction}.
 *
 * <p>Source: Luo, Wu, Lin (2017), "ThiNet: a filter level pruning method for deep neural network
 * compression", sections 3.2 and 3.3 (METHODS S9).
 *
 * @param examples training examples, in whole shards of 50
 * @param positions pixels of a layer's result that are sampled in each example
 * @param ridge added to the diagonal of the least squares, as a share of its mean
 */
@Summary("takes channels out greedily, then scales the others (Luo et al. 2017)")
@AutoService(Repair.class)
public record ThiNet(int examples, int positions, double ridge) implements Repair {

  public ThiNet {
    Sampling.require(examples, positions, ridge);
  }

  public ThiNet() {
    this(5000, 10, 1e-6);
  }

  /** The method's own spelling. */
  @Override
  public String name() {
    return "thinet";
  }

  @Override
  public Repaired repair(Damage damage, Examples data) {
    return new Reconstruction(
            damage,
            damage.channels(this),
            (contributions, selected) -> Greedy.kept(contributions, selected.length),
            Reconstruction.ofFactors(ridge))
        .repaired(data, examples, positions);
  }
}
