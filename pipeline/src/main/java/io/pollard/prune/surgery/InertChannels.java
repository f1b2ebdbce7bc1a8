package io.pollard.prune.surgery;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.Input;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.structure.Coupling;
import io.pollard.prune.structure.Weights;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds the channels that a mask leaves without effect, whatever the kept values are. A unit of
 * {@link Coupling} is inert if no kept weight reads it, other than in the row of an inert unit, or
 * at a place where it is exactly 0. A channel is exactly 0 where all that makes it is pruned: the
 * weights of its row, as far as they read anything but zeros, and the bias; gamma and beta of a
 * batch norm; and behind functions with f(0) = 0. Repeated until nothing changes, so that whole
 * chains go. A channel that is constant but not 0 (a bias without weights) stays: the constant may
 * still be learned.
 *
 * <p>So the output does not change without the inert units, and no gradient reaches what belongs to
 * them. Of units that would leave a node without channels, the first stays.
 *
 * <p>Cost: a few passes over the mask.
 */
public final class InertChannels {
  private final Network network;
  private final Coupling coupling;
  private final Mask mask;
  private final Purpose purpose;
  private final Map<String, Reader> readers = new LinkedHashMap<>();
  private final Map<String, boolean[]> zero = new HashMap<>();
  private BitSet inert = new BitSet();

  /** What a network without the inert channels is for. */
  public enum Purpose {
    /** To be run. */
    INFERENCE,
    /**
     * To be trained: its values and statistics must go the way of the whole network's. Units that
     * dropout acts on stay, since its draws depend on their number; and units that a batch norm
     * acts on, unless they are 0 before it, since its statistics would show.
     */
    TRAINING
  }

  /** Weights that read channels, and the units on both sides. */
  private record Reader(Node node, Weights weights, int[] inputs, int[] outputs) {}

  private InertChannels(Network network, Coupling coupling, Mask mask, Purpose purpose) {
    this.network = network;
    this.coupling = coupling;
    this.mask = mask;
    this.purpose = purpose;
    for (Node node : network.graph().nodes()) {
      if (node.operation() instanceof Dense || node.operation() instanceof Convolution) {
        readers.put(node.name(), reader(node));
      }
    }
  }

  /**
   * The inert units.
   *
   * @param coupling of the network; units that it has frozen stay
   * @throws IllegalArgumentException if the mask is not one of this network
   */
  public static BitSet of(Network network, Coupling coupling, Mask mask, Purpose purpose) {
    if (mask.length() != network.layout().length()) {
      throw new IllegalArgumentException(
          "a mask of %d elements for a network of %d"
              .formatted(mask.length(), network.layout().length()));
    }
    return new InertChannels(network, coupling, mask, purpose).find();
  }

  private BitSet find() {
    int before;
    do {
      before = inert.cardinality();
      for (Node node : network.graph().nodes()) {
        zero.put(node.name(), zeros(node));
      }
      inert = withoutEffect();
    } while (inert.cardinality() > before);
    for (Node node : network.graph().nodes()) {
      keepOne(coupling.units(node.name()));
    }
    return inert;
  }

  private void keepOne(int[] units) {
    for (int unit : units) {
      if (!inert.get(unit)) {
        return;
      }
    }
    inert.clear(units[0]);
  }

  private Reader reader(Node node) {
    Slice slice = slice(node, Role.WEIGHT);
    String from = node.inputs().get(0);
    int[] outputs = coupling.units(node.name());
    return node.operation() instanceof Convolution c
        ? new Reader(node, Weights.of(c, slice), coupling.units(from), outputs)
        : new Reader(
            node, Weights.of(slice), coupling.features((Dense) node.operation(), from), outputs);
  }

  /** Units that nothing reads. */
  private BitSet withoutEffect() {
    BitSet units = new BitSet();
    for (Node node : network.graph().nodes()) {
      for (int unit : coupling.units(node.name())) {
        units.set(unit, !coupling.isFrozen(unit));
      }
    }
    for (Reader reader : readers.values()) {
      if (!reader.weights().isDepthwise()) {
        removeRead(reader, units);
      }
    }
    if (purpose == Purpose.TRAINING) {
      for (Node node : network.graph().nodes()) {
        if (node.operation() instanceof Dropout) {
          removeAll(coupling.units(node.name()), new boolean[node.output().channels()], units);
        } else if (node.operation() instanceof BatchNorm) {
          removeAll(coupling.units(node.name()), zeros(node.inputs().get(0)), units);
        }
      }
    }
    return units;
  }

  private static void removeAll(int[] some, boolean[] except, BitSet units) {
    for (int i = 0; i < some.length; i++) {
      if (!except[i]) {
        units.clear(some[i]);
      }
    }
  }

  private void removeRead(Reader reader, BitSet units) {
    boolean[] zeros = zerosRead(reader);
    for (int output = 0; output < reader.outputs().length; output++) {
      if (inert.get(reader.outputs()[output])) {
        continue;
      }
      for (int input = 0; input < reader.inputs().length; input++) {
        int unit = reader.inputs()[input];
        if (units.get(unit) && !zeros[input] && isKept(reader.weights(), output, input)) {
          units.clear(unit);
        }
      }
    }
  }

  private boolean isKept(Weights weights, int output, int input) {
    for (int i = 0; i < weights.window(); i++) {
      if (mask.kept(weights.index(output, input, i))) {
        return true;
      }
    }
    return false;
  }

  /** Which channels of a node are exactly 0. */
  private boolean[] zeros(Node node) {
    if (node.operation() instanceof Input || node.operation() instanceof Opaque) {
      return new boolean[node.output().channels()];
    }
    Reader reader = readers.get(node.name());
    if (reader != null) {
      return zeros(reader);
    }
    boolean[] zeros = zeros(node.inputs().get(0)).clone();
    if (node.operation() instanceof BatchNorm) {
      Slice gamma = slice(node, Role.GAMMA);
      Slice beta = slice(node, Role.BETA);
      for (int i = 0; i < zeros.length; i++) {
        zeros[i] = !mask.kept(gamma.offset() + i) && !mask.kept(beta.offset() + i);
      }
    } else if (node.operation() instanceof Activation a) {
      boolean keeps = a.function() != Function.SIGMOID && a.function() != Function.HARD_SIGMOID;
      for (int i = 0; i < zeros.length; i++) {
        zeros[i] &= keeps;
      }
    } else if (node.operation() instanceof Scale scale && scale.factor() == 0.0) {
      Arrays.fill(zeros, true);
    } else if (node.operation() instanceof Shift shift && shift.amount() != 0.0) {
      Arrays.fill(zeros, false);
    } else if (node.operation() instanceof Add || node.operation() instanceof Multiply) {
      return combined(node, zeros);
    } else if (node.operation() instanceof Channels c) {
      return Arrays.copyOfRange(zeros, c.from(), c.to());
    } else if (node.operation() instanceof Concat) {
      return joined(node);
    } else if (node.operation() instanceof Flatten) {
      return spread(zeros, node.output().size());
    }
    return zeros;
  }

  /** A sum is 0 where all inputs are, a product where one is. */
  private boolean[] combined(Node node, boolean[] first) {
    for (String other : node.inputs()) {
      boolean[] others = zeros(other);
      for (int i = 0; i < first.length; i++) {
        first[i] = node.operation() instanceof Add ? first[i] && others[i] : first[i] || others[i];
      }
    }
    return first;
  }

  private boolean[] joined(Node node) {
    boolean[] all = new boolean[node.output().channels()];
    int at = 0;
    for (String input : node.inputs()) {
      boolean[] some = zeros(input);
      System.arraycopy(some, 0, all, at, some.length);
      at += some.length;
    }
    return all;
  }

  private static boolean[] spread(boolean[] channels, int size) {
    boolean[] features = new boolean[size];
    for (int i = 0; i < size; i++) {
      features[i] = channels[i / (size / channels.length)];
    }
    return features;
  }

  private boolean[] zeros(Reader reader) {
    boolean[] given = zerosRead(reader);
    Weights weights = reader.weights();
    boolean[] zeros = new boolean[reader.outputs().length];
    int perInput = weights.isDepthwise() ? zeros.length / given.length : 0;
    for (int output = 0; output < zeros.length; output++) {
      boolean silent = !hasBias(reader.node(), output);
      if (weights.isDepthwise()) {
        zeros[output] = silent && (given[output / perInput] || !isKept(weights, output, 0));
        continue;
      }
      for (int input = 0; silent && input < given.length; input++) {
        silent = given[input] || !isKept(weights, output, input);
      }
      zeros[output] = silent;
    }
    return zeros;
  }

  private boolean hasBias(Node node, int output) {
    return network
        .layout()
        .find(node.name(), Role.BIAS)
        .filter(bias -> mask.kept(bias.offset() + output))
        .isPresent();
  }

  private boolean[] zerosRead(Reader reader) {
    boolean[] given = zeros(reader.node().inputs().get(0));
    return reader.weights().isDepthwise() ? given : spread(given, reader.inputs().length);
  }

  private boolean[] zeros(String node) {
    boolean[] zeros = zero.get(node);
    if (zeros == null) {
      throw new IllegalStateException(node + " is read before it is computed");
    }
    return zeros;
  }

  private Slice slice(Node node, Role role) {
    return network
        .layout()
        .find(node.name(), role)
        .orElseThrow(() -> new IllegalArgumentException(node.name() + " has no " + role));
  }
}
