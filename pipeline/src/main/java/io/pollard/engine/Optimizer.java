package io.pollard.engine;

import io.pollard.spec.Extension;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;

/**
 * The optimisers. With g the gradient of the mean loss (weight decay added), t = 1, 2, ... the
 * step:
 *
 * <ul>
 *   <li>{@link Sgd}: w -= lr g
 *   <li>{@link Momentum}: v = momentum v + g; w -= lr v (Sutskever et al. 2013 in PyTorch's form:
 *       the learning rate is outside the velocity)
 *   <li>{@link Nesterov}: v = momentum v + g; w -= lr (g + momentum v)
 *   <li>{@link Adam} (Kingma, Ba 2015, algorithm 1): m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2; w
 *       -= lr (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + epsilon)
 * </ul>
 */
public sealed interface Optimizer extends Extension {

  /** Base learning rate. */
  double learningRate();

  /** The same rule at another base learning rate. */
  default Optimizer withLearningRate(double rate) {
    if (this instanceof Sgd) {
      return new Sgd(rate);
    }
    if (this instanceof Momentum momentum) {
      return new Momentum(rate, momentum.momentum());
    }
    if (this instanceof Nesterov nesterov) {
      return new Nesterov(rate, nesterov.momentum());
    }
    Adam adam = (Adam) this;
    return new Adam(rate, adam.beta1(), adam.beta2(), adam.epsilon());
  }

  /** Number of state vectors: 0, 1 (velocity) or 2 (first and second moment, in this order). */
  int stateVectors();

  /** Plain stochastic gradient descent. */
  @Summary("plain stochastic gradient descent")
  record Sgd(@Required double learningRate) implements Optimizer {
    public Sgd {
      requirePositive(learningRate);
    }

    public Sgd() {
      this(0.1);
    }

    @Override
    public int stateVectors() {
      return 0;
    }
  }

  /** Heavy-ball momentum. */
  @Summary("gradient descent with heavy-ball momentum")
  record Momentum(@Required double learningRate, double momentum) implements Optimizer {
    public Momentum {
      requirePositive(learningRate);
      requireShare("momentum", momentum);
    }

    public Momentum() {
      this(0.1, 0.9);
    }

    @Override
    public int stateVectors() {
      return 1;
    }
  }

  /** Nesterov's accelerated gradient. */
  @Summary("gradient descent with momentum that looks ahead")
  record Nesterov(@Required double learningRate, double momentum) implements Optimizer {
    public Nesterov {
      requirePositive(learningRate);
      requireShare("momentum", momentum);
    }

    public Nesterov() {
      this(0.1, 0.9);
    }

    @Override
    public int stateVectors() {
      return 1;
    }
  }

  /** Adam. */
  @Summary("adaptive moments (Kingma and Ba 2015)")
  record Adam(@Required double learningRate, double beta1, double beta2, double epsilon)
      implements Optimizer {
    public Adam {
      requirePositive(learningRate);
      requireShare("beta1", beta1);
      requireShare("beta2", beta2);
      if (!(epsilon > 0.0)) {
        throw new IllegalArgumentException("epsilon is greater than 0, found " + epsilon);
      }
    }

    public Adam() {
      this(1e-3, 0.9, 0.999, 1e-8);
    }

    @Override
    public int stateVectors() {
      return 2;
    }
  }

  private static void requirePositive(double learningRate) {
    if (!(learningRate > 0.0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException("learningRate is greater than 0, found " + learningRate);
    }
  }

  private static void requireShare(String key, double value) {
    if (!(value >= 0.0 && value < 1.0)) {
      throw new IllegalArgumentException(key + " lies in [0, 1), found " + value);
    }
  }
}
