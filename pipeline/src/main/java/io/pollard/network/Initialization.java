package io.pollard.network;

import io.pollard.spec.Extension;
import io.pollard.spec.Summary;

/**
 * How the initial weights of convolutions and dense layers are drawn. With {@code fanIn = nIn /
 * groups * kH * kW} and {@code fanOut = nOut / groups * kH * kW} (dense: nIn and nOut):
 *
 * <table>
 *   <caption>Distributions</caption>
 *   <tr><td>{@link GlorotNormal}</td><td>N(0, 2 / (fanIn + fanOut))</td><td>Glorot, Bengio 2010, in
 *     its Gaussian form</td></tr>
 *   <tr><td>{@link GlorotUniform}</td><td>U(-a, a), a = sqrt(6 / (fanIn + fanOut))</td><td>Glorot,
 *     Bengio 2010, equation 16</td></tr>
 *   <tr><td>{@link KaimingNormal}</td><td>N(0, 2 / fanIn)</td><td>He et al. 2015, equation 10</td></tr>
 *   <tr><td>{@link KaimingUniform}</td><td>U(-a, a), a = sqrt(6 / fanIn)</td><td>the same variance
 *     </td></tr>
 *   <tr><td>{@link LecunNormal}</td><td>N(0, 1 / fanIn)</td><td>LeCun et al. 1998, equation 16</td></tr>
 * </table>
 *
 * <p>N(mean, variance) is the plain normal distribution. Some libraries cut it off at two standard
 * deviations under the same name; that would be another distribution of smaller variance. The
 * stride does not enter fanOut (in DL4J's own initialisers it does).
 *
 * <p>Biases, beta and the running mean start at 0, the running variance at 1, gamma as {@link
 * #gamma} says.
 */
public sealed interface Initialization extends Extension {

  /** What batch norm's gamma starts from. */
  Gamma gamma();

  /** Choices for batch norm's gamma. */
  enum Gamma {
    /** 1 everywhere. */
    ONE,
    /** Drawn from U(0, 1), as open_lth does (METHODS U3). */
    UNIFORM,
    /** 0.5 everywhere, as network slimming does (METHODS S2, E1). */
    HALF
  }

  /** Glorot's normal distribution. */
  @Summary("normal with variance 2 / (fan-in + fan-out)")
  record GlorotNormal(Gamma gamma) implements Initialization {
    public GlorotNormal() {
      this(Gamma.ONE);
    }
  }

  /** Glorot's uniform distribution. */
  @Summary("uniform with variance 2 / (fan-in + fan-out)")
  record GlorotUniform(Gamma gamma) implements Initialization {
    public GlorotUniform() {
      this(Gamma.ONE);
    }
  }

  /** He's normal distribution for ReLU, by fan-in. */
  @Summary("normal with variance 2 / fan-in")
  record KaimingNormal(Gamma gamma) implements Initialization {
    public KaimingNormal() {
      this(Gamma.ONE);
    }
  }

  /** He's uniform distribution for ReLU, by fan-in. */
  @Summary("uniform with variance 2 / fan-in")
  record KaimingUniform(Gamma gamma) implements Initialization {
    public KaimingUniform() {
      this(Gamma.ONE);
    }
  }

  /** LeCun's normal distribution. */
  @Summary("normal with variance 1 / fan-in")
  record LecunNormal(Gamma gamma) implements Initialization {
    public LecunNormal() {
      this(Gamma.ONE);
    }
  }
}
