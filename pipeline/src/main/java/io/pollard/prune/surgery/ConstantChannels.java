package io.pollard.prune.surgery;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Weights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What channels leave behind when their batch norm's gamma is pruned: with gamma = 0 a channel is
 * the constant {@code c = act(beta)}, wherever the image. A mask makes it 0; what reads it misses
 * {@code sum over the window W[out, channel, :, :] c}. That sum is added to the reader's bias, or
 * taken from the running mean of the batch norm behind a reader without bias. The network under the
 * mask then computes what it computed with gamma = 0: exactly where no window reaches into padding
 * with zeros, since the constant is not there. Readers with neither bias nor batch norm are left as
 * they are, and warned of.
 *
 * <p>Constants go through activations, pooling, dropout, sums, concatenation and depthwise
 * convolutions (there too exactly inside only) to the next convolution or dense layer.
 *
 * <p>Source: Liu et al. (2017), section 3, whose published code drops beta; the correction is
 * METHODS S2's.
 */
public final class ConstantChannels {
  private static final Logger LOG = LoggerFactory.getLogger(ConstantChannels.class);

  private final Network network;
  private final Mask before;
  private final Mask after;
  private final float[] weights;
  private final Map<String, Constants> known = new HashMap<>();

  /**
   * The channels of a node.
   *
   * @param is whether a channel is constant because it is pruned now
   * @param values the constants, 0 elsewhere
   */
  private record Constants(boolean[] is, double[] values) {
    static Constants none(int channels) {
      return new Constants(new boolean[channels], new double[channels]);
    }

    Constants map(DoubleUnaryOperator function) {
      Constants mapped = none(is.length);
      for (int i = 0; i < is.length; i++) {
        mapped.is[i] = is[i];
        mapped.values[i] = is[i] ? function.applyAsDouble(values[i]) : 0.0;
      }
      return mapped;
    }

    /** Each channel as often as it has pixels. */
    Constants spread(int size) {
      Constants spread = none(size);
      for (int i = 0; i < size; i++) {
        spread.is[i] = is[i / (size / is.length)];
        spread.values[i] = values[i / (size / is.length)];
      }
      return spread;
    }
  }

  private ConstantChannels(Network network, Mask before, Mask after, float[] weights) {
    this.network = network;
    this.before = before;
    this.after = after;
    this.weights = weights.clone();
    before.apply(this.weights);
  }

  /**
   * The values with what is missed added.
   *
   * @param before what was there
   * @param after what is left of it
   * @param weights over the layout
   * @return another array; the same values where nothing is constant
   */
  public static float[] absorb(Network network, Mask before, Mask after, float[] weights) {
    return new ConstantChannels(network, before, after, weights).absorb(weights.clone());
  }

  private float[] absorb(float[] corrected) {
    for (Node node : network.graph().nodes()) {
      if (reads(node.operation())) {
        move(node, corrected);
      }
      known.put(node.name(), constants(node));
    }
    return corrected;
  }

  private static boolean reads(Operation operation) {
    return operation instanceof Dense || (operation instanceof Convolution c && c.groups() == 1);
  }

  /** Adds to a layer's bias what it reads of constants. */
  private void move(Node node, float[] corrected) {
    Slice slice = network.layout().find(node.name(), Role.WEIGHT).orElseThrow();
    Weights layer =
        node.operation() instanceof Convolution c ? Weights.of(c, slice) : Weights.of(slice);
    Constants given = known(node.inputs().get(0)).spread(layer.inputs());
    double[] missed = new double[layer.outputs()];
    boolean any = false;
    for (int input = 0; input < layer.inputs(); input++) {
      double constant = given.values[input];
      for (int output = 0; constant != 0.0 && output < missed.length; output++) {
        any = true;
        missed[output] += constant * sum(layer, output, input);
      }
    }
    if (any) {
      add(node, missed, corrected);
    }
  }

  private double sum(Weights layer, int output, int input) {
    double sum = 0.0;
    for (int position = 0; position < layer.window(); position++) {
      sum += weights[layer.index(output, input, position)];
    }
    return sum;
  }

  private void add(Node node, double[] missed, float[] corrected) {
    Optional<Slice> bias = network.layout().find(node.name(), Role.BIAS);
    Optional<Slice> mean = bias.isPresent() ? Optional.empty() : meanBehind(node);
    if (bias.isEmpty() && mean.isEmpty()) {
      LOG.warn(
          "What pruned channels added to {} of {} is lost: it has no bias, and no batch norm alone behind it",
          node.name(),
          network.name());
      return;
    }
    int at = bias.or(() -> mean).orElseThrow().offset();
    double sign = bias.isPresent() ? 1.0 : -1.0;
    for (int i = 0; i < missed.length; i++) {
      corrected[at + i] = (float) (corrected[at + i] + sign * missed[i]);
    }
  }

  /** The running mean of the batch norm that alone reads a node. */
  private Optional<Slice> meanBehind(Node node) {
    List<Node> readers =
        network.graph().nodes().stream().filter(n -> n.inputs().contains(node.name())).toList();
    return readers.size() == 1 && readers.get(0).operation() instanceof BatchNorm
        ? network.layout().find(readers.get(0).name(), Role.MEAN)
        : Optional.empty();
  }

  private Constants known(String node) {
    return Objects.requireNonNull(known.get(node));
  }

  private Constants constants(Node node) {
    Operation operation = node.operation();
    int channels = node.output().channels();
    if (node.inputs().isEmpty() || reads(operation)) {
      return Constants.none(channels);
    }
    Constants first = known(node.inputs().get(0));
    if (operation instanceof BatchNorm) {
      return normalised(node);
    } else if (operation instanceof Convolution c) {
      return c.groups() == c.nIn() ? depthwise(node, c, first) : Constants.none(channels);
    } else if (operation instanceof Activation a) {
      return first.map(x -> value(a, x));
    } else if (operation instanceof Scale scale) {
      return first.map(x -> x * scale.factor());
    } else if (operation instanceof Shift shift) {
      return first.map(x -> x + shift.amount());
    } else if (operation instanceof Pooling
        || operation instanceof GlobalPooling
        || operation instanceof Dropout) {
      return first;
    } else if (operation instanceof Flatten) {
      return first.spread(channels);
    } else if (operation instanceof Channels c) {
      return new Constants(
          Arrays.copyOfRange(first.is, c.from(), c.to()),
          Arrays.copyOfRange(first.values, c.from(), c.to()));
    } else if (operation instanceof Concat) {
      return joined(node);
    } else if (operation instanceof Add) {
      return summed(node);
    }
    return Constants.none(channels);
  }

  /** Beta, where gamma is pruned now. */
  private Constants normalised(Node node) {
    int gamma = network.layout().find(node.name(), Role.GAMMA).orElseThrow().offset();
    int beta = network.layout().find(node.name(), Role.BETA).orElseThrow().offset();
    Constants constants = Constants.none(node.output().channels());
    for (int i = 0; i < constants.is.length; i++) {
      constants.is[i] = before.kept(gamma + i) && !after.kept(gamma + i);
      constants.values[i] = constants.is[i] ? weights[beta + i] : 0.0;
    }
    return constants;
  }

  private Constants depthwise(Node node, Convolution c, Constants given) {
    Weights layer = Weights.of(c, network.layout().find(node.name(), Role.WEIGHT).orElseThrow());
    Optional<Slice> bias = network.layout().find(node.name(), Role.BIAS);
    Constants constants = Constants.none(c.nOut());
    for (int i = 0; i < constants.is.length; i++) {
      int input = i / (c.nOut() / c.nIn());
      constants.is[i] = given.is[input];
      double own = bias.isPresent() ? weights[bias.get().offset() + i] : 0.0;
      constants.values[i] = given.is[input] ? own + given.values[input] * sum(layer, i, 0) : 0.0;
    }
    return constants;
  }

  private Constants joined(Node node) {
    Constants all = Constants.none(node.output().channels());
    int at = 0;
    for (String input : node.inputs()) {
      Constants some = known(input);
      System.arraycopy(some.is, 0, all.is, at, some.is.length);
      System.arraycopy(some.values, 0, all.values, at, some.is.length);
      at += some.is.length;
    }
    return all;
  }

  /** A sum of channels that go together: what has no batch norm of its own counts as 0. */
  private Constants summed(Node node) {
    Constants sum = Constants.none(node.output().channels());
    for (String input : node.inputs()) {
      Constants some = known(input);
      for (int i = 0; i < sum.is.length; i++) {
        sum.is[i] |= some.is[i];
        sum.values[i] += some.values[i];
      }
    }
    return sum;
  }

  private static double value(Activation a, double x) {
    return switch (a.function()) {
      case RELU -> Math.max(0.0, x);
      case LEAKY_RELU -> x > 0.0 ? x : a.alpha() * x;
      case RELU6 -> Math.min(6.0, Math.max(0.0, x));
      case SIGMOID -> 1.0 / (1.0 + StrictMath.exp(-x));
      case TANH -> StrictMath.tanh(x);
      case HARD_SIGMOID -> Math.min(1.0, Math.max(0.0, 0.2 * x + 0.5));
      case HARD_SWISH -> x * Math.min(6.0, Math.max(0.0, x + 3.0)) / 6.0;
    };
  }
}
