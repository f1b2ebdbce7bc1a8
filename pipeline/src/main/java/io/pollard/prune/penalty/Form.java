package io.pollard.prune.penalty;

/** What a group of weights costs, as a function of one sum over the group. */
public sealed interface Form {

  /** Whether the sum is of squares; else of absolute values. */
  boolean ofSquares();

  /** The cost. */
  double value(double sum);

  /**
   * The factor of the direction in which a weight moves the cost: {@code d value / d w = slope w}
   * if the sum is of squares, {@code slope sign(w)} if it is of absolute values, with sign(0) = 0.
   */
  double slope(double sum);

  /** {@code ||w||_2}: group lasso. Its gradient w / ||w|| is taken as 0 at 0. */
  record Norm() implements Form {
    /** Below this a group counts as zero: its slope would not be a float. */
    private static final double ZERO = 1e-30;

    @Override
    public boolean ofSquares() {
      return true;
    }

    @Override
    public double value(double sum) {
      return Math.sqrt(sum);
    }

    @Override
    public double slope(double sum) {
      double norm = Math.sqrt(sum);
      return norm < ZERO ? 0.0 : 1.0 / norm;
    }
  }

  /**
   * {@code s / (1 + lambda s)} with s = sum |w|: pushes small groups hard and spares large ones.
   */
  record Hyperbolic(double lambda) implements Form {
    @Override
    public boolean ofSquares() {
      return false;
    }

    @Override
    public double value(double sum) {
      return sum / (1.0 + lambda * sum);
    }

    @Override
    public double slope(double sum) {
      double root = 1.0 + lambda * sum;
      return 1.0 / (root * root);
    }
  }

  /** {@code 1 - exp(-lambda s)} with s = sum |w|: the same with a faster fading push. */
  record Exponential(double lambda) implements Form {
    @Override
    public boolean ofSquares() {
      return false;
    }

    @Override
    public double value(double sum) {
      return 1.0 - StrictMath.exp(-lambda * sum);
    }

    @Override
    public double slope(double sum) {
      return lambda * StrictMath.exp(-lambda * sum);
    }
  }
}
