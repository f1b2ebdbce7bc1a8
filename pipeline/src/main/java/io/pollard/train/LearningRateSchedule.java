package io.pollard.train;

import io.pollard.spec.Duration;
import io.pollard.spec.Extension;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;
import java.util.List;

/**
 * How the learning rate changes over a training, warm-up apart. Pure functions of the iteration.
 */
public sealed interface LearningRateSchedule extends Extension {

  /**
   * The learning rate of a step.
   *
   * @param base the optimiser's learning rate
   * @param iteration 0-based number of the step
   * @param total number of steps in the training
   * @param iterationsPerEpoch to read durations
   */
  double at(double base, int iteration, int total, int iterationsPerEpoch);

  /** The same over a training that is longer by a factor. */
  default LearningRateSchedule stretched(double factor) {
    return this;
  }

  /** The same all the time. */
  @Summary("the same all the time")
  record Constant() implements LearningRateSchedule {
    @Override
    public double at(double base, int iteration, int total, int iterationsPerEpoch) {
      return base;
    }
  }

  /**
   * Multiplied by a factor at every milestone: the step at a milestone is the first with the new
   * rate.
   *
   * @param milestones since the training began
   * @param factor more than 0
   */
  @Summary("multiplied by a factor at every milestone")
  record Step(@Required List<Duration> milestones, double factor) implements LearningRateSchedule {
    public Step {
      milestones = List.copyOf(milestones);
      if (!(factor > 0.0) || Double.isInfinite(factor)) {
        throw new IllegalArgumentException("factor is greater than 0, found " + factor);
      }
    }

    public Step() {
      this(List.of(), 0.1);
    }

    @Override
    public double at(double base, int iteration, int total, int iterationsPerEpoch) {
      double rate = base;
      for (Duration milestone : milestones) {
        if (iteration >= milestone.iterations(iterationsPerEpoch)) {
          rate *= factor;
        }
      }
      return rate;
    }

    @Override
    public LearningRateSchedule stretched(double by) {
      return new Step(milestones.stream().map(m -> m.times(by)).toList(), factor);
    }
  }

  /**
   * Half a cosine from the base rate at iteration 0 to {@code to} at the end: {@code to + (base -
   * to) (1 + cos(pi i / total)) / 2}, changing with every step; the last step, i = total - 1, is
   * just above {@code to}.
   *
   * <p>Source: Loshchilov, Hutter (2017), "SGDR: stochastic gradient descent with warm restarts",
   * equation 5, without restarts.
   *
   * @param to learning rate at the end, at least 0
   */
  @Summary("half a cosine down to the end")
  record Cosine(double to) implements LearningRateSchedule {
    public Cosine {
      if (!(to >= 0.0) || Double.isInfinite(to)) {
        throw new IllegalArgumentException("to is at least 0, found " + to);
      }
    }

    public Cosine() {
      this(0.0);
    }

    @Override
    public double at(double base, int iteration, int total, int iterationsPerEpoch) {
      double angle = StrictMath.PI * iteration / total;
      return to + (base - to) * (1.0 + StrictMath.cos(angle)) / 2.0;
    }
  }
}
