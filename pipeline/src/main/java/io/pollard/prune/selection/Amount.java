package io.pollard.prune.selection;

import io.pollard.spec.Extension;
import io.pollard.spec.Fraction;
import io.pollard.spec.Required;
import java.util.Optional;

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
   * (total / ratio - notPrunable) / prunable; of channels as many stay as {@link Budget} finds.
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

  /**
   * Multiply-accumulates of the dense network over those that are left, for one example (METHODS
   * E2): the theoretical speed-up. As much stays as {@link Budget} finds.
   */
  record Speedup(@Required double ratio) implements Amount {
    public Speedup {
      if (!(ratio >= 1.0)) {
        throw new IllegalArgumentException("a speed-up is at least 1, found " + ratio);
      }
    }

    public Speedup() {
      this(2.0);
    }
  }

  /**
   * Time of the dense network over the time that is left, both by a table of measured times ({@link
   * LatencyModel}). As much stays as {@link Budget} finds.
   */
  record LatencySpeedup(@Required double ratio, Optional<LatencyTable> table) implements Amount {
    public LatencySpeedup {
      if (!(ratio >= 1.0)) {
        throw new IllegalArgumentException("a speed-up is at least 1, found " + ratio);
      }
    }

    public LatencySpeedup() {
      this(2.0, Optional.empty());
    }
  }

  /** What the selection's own settings say, where it has any: {@link PerLayer}. */
  record AsSelected() implements Amount {}
}
