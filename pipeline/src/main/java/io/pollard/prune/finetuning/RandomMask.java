package io.pollard.prune.finetuning;

import com.google.auto.service.AutoService;
import io.pollard.network.Mask;
import io.pollard.prune.structure.Block;
import io.pollard.random.Draws;
import io.pollard.spec.Duration;
import io.pollard.spec.Summary;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Random mask, the control for "does it matter which weights are kept?": every tensor (or layer, of
 * channels) keeps as many groups as the ticket's mask keeps there, drawn uniformly without
 * replacement, at the dense training's values of iteration k, and trains from k to the end. The
 * mask is a pure function of (replicate's seed, level, draw, number of the tensor or layer); masks
 * of successive levels are independent draws, not nested. A group of which the ticket keeps a part
 * is kept whole.
 *
 * <p>Source: Frankle, Carbin (2019), section 2 and appendix (METHODS U3, U5a).
 *
 * @param to the iteration k whose values the survivors take
 * @param draw number of the draw, at least 1: arms that differ in it get different masks
 */
@Summary("control: another mask that keeps as many in every tensor")
@AutoService(FineTuning.class)
public record RandomMask(Duration to, int draw) implements FineTuning {

  public RandomMask {
    if (draw < 1) {
      throw new IllegalArgumentException("draw is at least 1, found " + draw);
    }
  }

  public RandomMask() {
    this(Duration.iterations(0L), 1);
  }

  @Override
  public Optional<Duration> rewindPoint() {
    return Optional.of(to);
  }

  @Override
  public int iterations(int total, int rewound, int iterationsPerEpoch) {
    return total - rewound;
  }

  @Override
  public Restart restart(Pruned pruned) {
    Pruned.Checkpoint rewound = pruned.rewound();
    return new Restart(
        rewound.parameters(),
        drawnLike(pruned),
        Optional.of(rewound.optimizerState()),
        rewound.iteration(),
        new Restart.Training.ToTheEnd());
  }

  private Mask drawnLike(Pruned pruned) {
    Mask ticket = pruned.mask();
    BitSet gone = new BitSet(ticket.length());
    List<Block> blocks = pruned.groups().blocks();
    for (int tensor = 0; tensor < blocks.size(); tensor++) {
      Block block = blocks.get(tensor);
      Draws draws = Draws.of(pruned.seed(), "random-mask", pruned.level(), draw, tensor);
      int[] order = draws.permutation(block.count());
      for (int i = block.kept(ticket); i < order.length; i++) {
        block.forEachPruned(order[i], gone::set);
      }
    }
    return Mask.of(ticket.length(), i -> !gone.get(i));
  }
}
