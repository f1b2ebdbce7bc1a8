package io.pollard.prune.selection;

import io.pollard.spec.Extension;
import io.pollard.spec.Fraction;
import io.pollard.spec.Required;

/** How much is to be pruned in one go. */
public sealed interface Amount extends Extension {

  /** A share of what is still there (METHODS 0.3.6): after r rounds of rate p, (1-p)^r is kept. */
  record OfSurviving(@Required Fraction rate) implements Amount {
    public OfSurviving() {
      this(new Fraction(0.2));
    }
  }

  /** A share of all prunable elements, counted from the dense network. */
  record Sparsity(@Required Fraction fraction) implements Amount {
    public Sparsity() {
      this(new Fraction(0.5));
    }
  }

  /**
   * All parameters over non-zero parameters (METHODS E2). The kept share of prunable elements is
   * (total / ratio - notPrunable) / prunable.
   */
  record Compression(@Required double ratio) implements Amount {
    public Compression {
      if (!(ratio >= 1.0)) {
        throw new IllegalArgumentException("a compression ratio is at least 1, found " + ratio);
      }
    }

    public Compression() {
      this(2.0);
    }
  }
}
