package io.pollard.network;

import io.pollard.UserException;
import io.pollard.network.Initialization.Gamma;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.Initialization.GlorotUniform;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Initialization.KaimingUniform;
import io.pollard.network.Initialization.LecunNormal;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.random.Draws;
import java.util.List;
import java.util.Map;

/** Draws a network's initial values. */
public final class InitialParameters {
  private InitialParameters() {}

  /**
   * The initial values over a network's layout: a pure function of its arguments. Slice i is drawn
   * from the stream (seed, "initialize", i), element by element in the order of the flat vector, as
   * {@code (float) (deviation * gaussian)} or {@code (float) (bound * (2 uniform - 1))} in double
   * arithmetic. So a layer's draw does not depend on the layers before it having other sizes.
   *
   * @param initialization distributions and formulas are documented there
   * @param seed of the replicate
   * @throws UserException if the network has a layer whose kind is not known, so that nobody can
   *     say how it starts
   */
  public static float[] draw(Network network, Initialization initialization, long seed) {
    float[] values = new float[network.layout().length()];
    Map<String, Node> nodes = network.graph().byName();
    List<Slice> slices = network.layout().slices();
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i);
      Draws draws = Draws.of(seed, "initialize", i);
      switch (slice.role()) {
        case WEIGHT -> weights(values, slice, fans(network, slice, nodes), initialization, draws);
        case GAMMA -> gamma(values, slice, initialization.gamma(), draws);
        case VARIANCE -> fill(values, slice, 1.0f);
        case BIAS, BETA, MEAN -> fill(values, slice, 0.0f);
      }
    }
    return values;
  }

  private record Fans(int in, int out) {}

  private static Fans fans(Network network, Slice slice, Map<String, Node> nodes) {
    Node node = nodes.get(slice.layer());
    if (node != null && node.operation() instanceof Dense dense) {
      return new Fans(dense.nIn(), dense.nOut());
    }
    if (node != null && node.operation() instanceof Convolution c) {
      int window = c.kernelHeight() * c.kernelWidth();
      return new Fans(c.nIn() / c.groups() * window, c.nOut() / c.groups() * window);
    }
    throw new UserException(
        "Cannot initialize network %s: layer %s is of a kind with unknown initial values; start from stored values"
            .formatted(network.name(), slice.layer()));
  }

  private static void weights(
      float[] values, Slice slice, Fans fans, Initialization initialization, Draws draws) {
    double in = fans.in();
    double both = in + fans.out();
    if (initialization instanceof GlorotNormal) {
      normal(values, slice, StrictMath.sqrt(2.0 / both), draws);
    } else if (initialization instanceof GlorotUniform) {
      uniform(values, slice, StrictMath.sqrt(6.0 / both), draws);
    } else if (initialization instanceof KaimingNormal) {
      normal(values, slice, StrictMath.sqrt(2.0 / in), draws);
    } else if (initialization instanceof KaimingUniform) {
      uniform(values, slice, StrictMath.sqrt(6.0 / in), draws);
    } else if (initialization instanceof LecunNormal) {
      normal(values, slice, StrictMath.sqrt(1.0 / in), draws);
    } else {
      throw new IllegalArgumentException("no formula for " + initialization.name());
    }
  }

  private static void gamma(float[] values, Slice slice, Gamma gamma, Draws draws) {
    switch (gamma) {
      case ONE -> fill(values, slice, 1.0f);
      case HALF -> fill(values, slice, 0.5f);
      case UNIFORM -> {
        for (int i = slice.offset(); i < slice.end(); i++) {
          values[i] = (float) draws.nextDouble();
        }
      }
    }
  }

  private static void normal(float[] values, Slice slice, double deviation, Draws draws) {
    for (int i = slice.offset(); i < slice.end(); i++) {
      values[i] = (float) (deviation * draws.nextGaussian());
    }
  }

  private static void uniform(float[] values, Slice slice, double bound, Draws draws) {
    for (int i = slice.offset(); i < slice.end(); i++) {
      values[i] = (float) (bound * (2.0 * draws.nextDouble() - 1.0));
    }
  }

  private static void fill(float[] values, Slice slice, float value) {
    for (int i = slice.offset(); i < slice.end(); i++) {
      values[i] = value;
    }
  }
}
