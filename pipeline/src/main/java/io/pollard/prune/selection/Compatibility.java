package io.pollard.prune.selection;

import io.pollard.UserException;

/**
 * How a share becomes a set of pruned groups. With p the share, n the number of groups it is
 * counted from, and positions counted from 0 in the ascending order of scores, in which groups that
 * are already pruned come first (METHODS 0.3.3, 0.3.4):
 *
 * <ul>
 *   <li>{@link #HOUSE}: exactly floor(p n + 0.5) go, ties by the lower flat index.
 *   <li>{@link #HALF_EVEN} (the counts that METHODS section 10 lists for iterative pruning):
 *       exactly round(p n), half to even. With rates of 0.2 and 0.1 on LeNet-300-100 it parts from
 *       the house rule in rounds 17 to 19 alone, by one weight of the output layer.
 *   <li>{@link #SNIP} (code of Lee et al. 2019): exactly round(n (1 - p)) stay, half to even; ties
 *       as in the house rule (there: arbitrary).
 *   <li>{@link #LI_FILTERS} (code of Rethinking for Li et al. 2017): exactly int(n (1 - p)) stay;
 *       ties as in the house rule.
 *   <li>{@link #LTH_ORIGINAL} (code of Frankle, Carbin 2019): everything up to the score at
 *       position round(p n), half to even, goes: one more than asked for, and all ties.
 *   <li>{@link #OPEN_LTH} (open_lth): the same with position ceil(p n).
 *   <li>{@link #SLIMMING} (network slimming; Rethinking's weight level): the same with position
 *       floor(p n).
 *   <li>{@link #SHRINKBENCH} (Blalock et al. 2020): everything strictly below the linearly
 *       interpolated quantile p goes, at position p (n - 1); ties with it stay.
 * </ul>
 *
 * <p>A position behind the last group means the last group (the original programs stop with an
 * error there); a position among groups that are already pruned prunes nothing more. Where a block
 * must keep a group (channels of a layer), the one that would go last is passed over, and the next
 * in the order goes in its place under an exact rule. Linear time.
 */
public enum Compatibility {
  /** Exactly floor(p n + 0.5), the default. */
  HOUSE {
    @Override
    int[] prune(Pool pool, Share share) {
      return exactly(pool, share, Math.floor(share.value() * share.of(pool) + 0.5));
    }
  },
  /** Exactly round(p n), half to even. */
  HALF_EVEN {
    @Override
    int[] prune(Pool pool, Share share) {
      return exactly(pool, share, Math.rint(share.value() * share.of(pool)));
    }
  },
  /** Exactly n - round(n (1 - p)). */
  SNIP {
    @Override
    int[] prune(Pool pool, Share share) {
      int n = share.of(pool);
      return exactly(pool, share, n - Math.rint(n * (1.0 - share.value())));
    }
  },
  /** Exactly n - floor(n (1 - p)). */
  LI_FILTERS {
    @Override
    int[] prune(Pool pool, Share share) {
      int n = share.of(pool);
      return exactly(pool, share, n - Math.floor(n * (1.0 - share.value())));
    }
  },
  /** Up to and with position round(p n). */
  LTH_ORIGINAL {
    @Override
    int[] prune(Pool pool, Share share) {
      return through(pool, share, Math.rint(share.value() * share.of(pool)));
    }
  },
  /** Up to and with position ceil(p n). */
  OPEN_LTH {
    @Override
    int[] prune(Pool pool, Share share) {
      return through(pool, share, Math.ceil(share.value() * share.of(pool)));
    }
  },
  /** Up to and with position floor(p n). */
  SLIMMING {
    @Override
    int[] prune(Pool pool, Share share) {
      return through(pool, share, Math.floor(share.value() * share.of(pool)));
    }
  },
  /** Strictly below the interpolated quantile p. */
  SHRINKBENCH {
    @Override
    int[] prune(Pool pool, Share share) {
      double position = share.value() * (share.of(pool) - 1) - share.gone(pool);
      if (position < 0.0 || pool.alive().length == 0) {
        return new int[0];
      }
      int low = (int) Math.floor(position);
      int high = Math.min(low + 1, pool.alive().length - 1);
      double from = Ranking.at(pool.scores(), pool.alive(), low);
      double to = Ranking.at(pool.scores(), pool.alive(), high);
      double threshold = from + (to - from) * (position - low);
      return Ranking.upTo(pool.scores(), pool.removable(), threshold, true);
    }
  };

  /**
   * The groups of a pool that go.
   *
   * @return a selection of {@link Pool#alive}, ascending
   */
  abstract int[] prune(Pool pool, Share share);

  /**
   * Refuses a share of the dense network that is less than what is already gone. The rules that
   * prune more than asked for are let through: they may have gone past the next share already.
   *
   * @throws UserException if that is so
   */
  void requireReachable(Pool pool, Share share) {
    boolean exact = this == HOUSE || this == HALF_EVEN || this == SNIP || this == LI_FILTERS;
    if (exact
        && share.base() == Share.Base.DENSE
        && share.value() * pool.total() + 0.5 < pool.pruned()) {
      throw new UserException(
          "Cannot prune %s to a sparsity of %s: more is already gone, and nothing comes back (pruned=%d, of=%d); ask for more, or start from the dense network"
              .formatted(pool.name(), share.value(), pool.pruned(), pool.total()));
    }
  }

  private static int[] exactly(Pool pool, Share share, double count) {
    int k = Math.max(0, (int) count - share.gone(pool));
    return Ranking.smallest(pool.scores(), pool.removable(), Math.min(k, pool.removable().length));
  }

  private static int[] through(Pool pool, Share share, double position) {
    int last = Math.min((int) position - share.gone(pool), pool.alive().length - 1);
    if (last < 0) {
      return new int[0];
    }
    float threshold = Ranking.at(pool.scores(), pool.alive(), last);
    return Ranking.upTo(pool.scores(), pool.removable(), threshold, false);
  }
}
