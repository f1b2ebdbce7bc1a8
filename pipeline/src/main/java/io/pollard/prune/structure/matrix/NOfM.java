package io.pollard.prune.structure.matrix;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Pattern;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Weights;
import io.pollard.spec.Summary;

/**
 * N:M fine-grained structure: single weights, of which n stay in every m consecutive ones along the
 * input (the dimension that a product sums over): of a convolution, m input channels at the same
 * place of the window. A row whose length m does not divide ends in a shorter run, as if filled up
 * with zeros: min(n, rest) of it stay.
 *
 * <p>A sparsity of 1 - n/m or more removes all that the pattern lets go, and then no run has more
 * than n weights that are not zero; a smaller one removes the lowest scores of those. Of equal
 * scores in a run the lower index stays. The first convolution of images and the output layer are
 * usually left out ({@code exclude: [first, output]}).
 *
 * <p>Source: Mishra et al. (2021), "Accelerating sparse deep neural networks", section 2 (METHODS
 * I3).
 *
 * @param n how many stay of a run
 * @param m length of a run
 */
@Summary("single weights, of which n stay in every m along the input (2:4 and its like)")
@AutoService(Structure.class)
public record NOfM(int n, int m) implements Structure {

  public NOfM {
    if (n < 1 || m <= n) {
      throw new IllegalArgumentException(
          "n is at least 1 and below m, found %d:%d".formatted(n, m));
    }
  }

  public NOfM() {
    this(2, 4);
  }

  @Override
  public String name() {
    return "n-of-m";
  }

  @Override
  public Groups groups(Network network) {
    return new Groups(
        Weights.prunable(network).stream()
            .<Block>map(weights -> new Pattern(weights, n, m))
            .toList());
  }
}
