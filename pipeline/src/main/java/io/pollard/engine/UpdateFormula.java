package io.pollard.engine;

import io.pollard.engine.Optimizer.Adam;
import io.pollard.engine.Optimizer.Momentum;
import io.pollard.engine.Optimizer.Nesterov;
import io.pollard.engine.Optimizer.Sgd;

/**
 * The formula of one step of an {@link Optimizer}, element by element over arrays that share an
 * index: {@code x = scale g + decay w}, then as the optimiser says.
 *
 * <p>Single precision, each operation rounded once and in the order written here, so a step has the
 * same bits whatever part of a vector is updated by which call. An element whose weight, gradient
 * and state are +0.0 keeps all of them at +0.0. NaN and infinity go through the arithmetic.
 *
 * <p>Constants of the step (bias corrections among them) are computed in double precision and
 * rounded once; {@link StrictMath}, so that every machine has the same.
 */
sealed interface UpdateFormula {

  /**
   * Updates weights and state in place.
   *
   * @param w weights
   * @param g gradient of the loss; only read
   * @param state as many arrays as {@link Optimizer#stateVectors()}
   * @param count number of elements, from the beginning of the arrays
   * @param scale factor of the gradient
   * @param decay factor of the weight that is added to the gradient
   */
  void apply(float[] w, float[] g, float[][] state, int count, float scale, float decay);

  /**
   * The formula of a step.
   *
   * @param iteration 0-based number of the step since the state was zero
   */
  static UpdateFormula of(Optimizer optimizer, double learningRate, int iteration) {
    float rate = (float) learningRate;
    if (optimizer instanceof Sgd) {
      return new SgdFormula(rate);
    }
    if (optimizer instanceof Momentum momentum) {
      return new MomentumFormula(rate, (float) momentum.momentum());
    }
    if (optimizer instanceof Nesterov nesterov) {
      return new NesterovFormula(rate, (float) nesterov.momentum());
    }
    Adam adam = (Adam) optimizer;
    double step = iteration + 1.0;
    return new AdamFormula(
        (float) adam.beta1(),
        (float) (1.0 - adam.beta1()),
        (float) adam.beta2(),
        (float) (1.0 - adam.beta2()),
        (float) (learningRate / (1.0 - StrictMath.pow(adam.beta1(), step))),
        (float) (1.0 / Math.sqrt(1.0 - StrictMath.pow(adam.beta2(), step))),
        (float) adam.epsilon());
  }

  /** {@code w -= rate x}. */
  record SgdFormula(float rate) implements UpdateFormula {
    @Override
    public void apply(float[] w, float[] g, float[][] state, int count, float scale, float decay) {
      for (int i = 0; i < count; i++) {
        w[i] -= rate * (g[i] * scale + decay * w[i]);
      }
    }
  }

  /** {@code v = momentum v + x; w -= rate v}. */
  record MomentumFormula(float rate, float momentum) implements UpdateFormula {
    @Override
    public void apply(float[] w, float[] g, float[][] state, int count, float scale, float decay) {
      float[] velocity = state[0];
      for (int i = 0; i < count; i++) {
        float v = momentum * velocity[i] + (g[i] * scale + decay * w[i]);
        velocity[i] = v;
        w[i] -= rate * v;
      }
    }
  }

  /** {@code v = momentum v + x; w -= rate (x + momentum v)}. */
  record NesterovFormula(float rate, float momentum) implements UpdateFormula {
    @Override
    public void apply(float[] w, float[] g, float[][] state, int count, float scale, float decay) {
      float[] velocity = state[0];
      for (int i = 0; i < count; i++) {
        float x = g[i] * scale + decay * w[i];
        float v = momentum * velocity[i] + x;
        velocity[i] = v;
        w[i] -= rate * (x + momentum * v);
      }
    }
  }

  /**
   * {@code m = beta1 m + (1 - beta1) x; v = beta2 v + (1 - beta2) x^2; w -= step m / (sqrt(v)
   * correction + epsilon)} with {@code step = rate / (1 - beta1^t)} and {@code correction = 1 /
   * sqrt(1 - beta2^t)}.
   */
  record AdamFormula(
      float beta1,
      float rest1,
      float beta2,
      float rest2,
      float step,
      float correction,
      float epsilon)
      implements UpdateFormula {
    @Override
    public void apply(float[] w, float[] g, float[][] state, int count, float scale, float decay) {
      float[] first = state[0];
      float[] second = state[1];
      for (int i = 0; i < count; i++) {
        float x = g[i] * scale + decay * w[i];
        float m = beta1 * first[i] + rest1 * x;
        float v = beta2 * second[i] + rest2 * x * x;
        first[i] = m;
        second[i] = v;
        w[i] -= step * m / ((float) Math.sqrt(v) * correction + epsilon);
      }
    }
  }
}
