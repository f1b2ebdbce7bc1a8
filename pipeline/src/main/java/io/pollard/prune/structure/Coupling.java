package io.pollard.prune.structure;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Input;
import io.pollard.network.Operation.Multiply;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Operation.Shift;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which channels of a network can only be removed together, worked out from its graph alone. Every
 * channel of every node's result belongs to one <em>unit</em>:
 *
 * <ul>
 *   <li>each output channel of a convolution or dense layer begins a unit of its own;
 *   <li>a depthwise convolution's outputs belong to the unit of the input channel that they are
 *       made of; whatever works channel by channel (batch norm, activation, pooling, scale, shift,
 *       dropout) passes units on;
 *   <li>a sum or product merges the units of its inputs channel by channel; a concatenation lines
 *       them up, and a range of channels is cut out of them; a flattened channel of h x w pixels is
 *       h w features of one unit, whether a flatten node does it or a dense layer;
 *   <li>units of the network's input, of the classifier's output and of everything that an opaque
 *       node or a convolution of another number of groups reads or writes are <em>frozen</em>: they
 *       must stay.
 * </ul>
 *
 * <p>A unit's number is that of its first channel, counting the channels of all nodes in network
 * order. Cost: linear in the number of channels (union-find).
 */
public final class Coupling {
  private final Map<String, int[]> units = new HashMap<>();
  private int[] parents = new int[64];
  private int count;
  private final BitSet frozen = new BitSet();
  private final boolean fixedInput;

  private Coupling(boolean fixedInput) {
    this.fixedInput = fixedInput;
  }

  /** The units of a graph. */
  public static Coupling of(LayerGraph graph) {
    return of(graph, true);
  }

  /**
   * The units of a graph.
   *
   * @param fixedInput whether the channels of the network's input must stay
   */
  public static Coupling of(LayerGraph graph, boolean fixedInput) {
    Coupling coupling = new Coupling(fixedInput);
    for (Node node : graph.nodes()) {
      coupling.units.put(node.name(), coupling.read(node));
    }
    coupling.settle();
    return coupling;
  }

  /** The unit of each channel of a node's result; of each feature where it is a vector. */
  public int[] units(String node) {
    return known(node).clone();
  }

  /** The unit of each value of one example that a dense layer takes from a node. */
  public int[] features(Dense dense, String from) {
    return features(known(from), dense.nIn());
  }

  /** Whether a unit must stay. */
  public boolean isFrozen(int unit) {
    return frozen.get(unit);
  }

  private int[] known(String node) {
    int[] known = units.get(node);
    if (known == null) {
      throw new IllegalArgumentException("there is no node " + node);
    }
    return known;
  }

  private int[] read(Node node) {
    List<int[]> given = node.inputs().stream().map(this::known).toList();
    int channels = node.output().channels();
    if (node.operation() instanceof Input) {
      return fixedInput ? freeze(fresh(channels)) : fresh(channels);
    }
    int[] first = given.get(0);
    if (node.operation() instanceof SoftmaxCrossEntropy) {
      return freeze(first);
    }
    if (node.operation() instanceof Convolution c) {
      return convolution(c, first);
    }
    if (node.operation() instanceof Dense) {
      return fresh(channels);
    }
    if (node.operation() instanceof Flatten) {
      return features(first, node.output().size());
    }
    if (node.operation() instanceof Concat) {
      return given.stream().flatMapToInt(Arrays::stream).toArray();
    }
    if (node.operation() instanceof Channels c) {
      return Arrays.copyOfRange(first, c.from(), c.to());
    }
    if (node.operation() instanceof Add || node.operation() instanceof Multiply) {
      given.forEach(other -> merge(first, other));
      return first;
    }
    if (!worksByChannel(node.operation())) {
      given.forEach(this::freeze);
      return freeze(fresh(channels));
    }
    return first;
  }

  private static boolean worksByChannel(Operation operation) {
    return operation instanceof BatchNorm
        || operation instanceof Activation
        || operation instanceof Pooling
        || operation instanceof GlobalPooling
        || operation instanceof Broadcast
        || operation instanceof Scale
        || operation instanceof Shift
        || operation instanceof Dropout;
  }

  private int[] convolution(Convolution c, int[] given) {
    if (c.groups() == 1) {
      return fresh(c.nOut());
    }
    if (c.groups() != c.nIn()) {
      freeze(given);
      return freeze(fresh(c.nOut()));
    }
    int multiplier = c.nOut() / c.nIn();
    int[] outputs = new int[c.nOut()];
    Arrays.setAll(outputs, i -> given[i / multiplier]);
    return outputs;
  }

  private static int[] features(int[] channels, int size) {
    int pixels = size / channels.length;
    int[] features = new int[size];
    Arrays.setAll(features, i -> channels[i / pixels]);
    return features;
  }

  private int[] fresh(int channels) {
    int[] fresh = new int[channels];
    Arrays.setAll(fresh, i -> count + i);
    count += channels;
    if (count > parents.length) {
      parents = Arrays.copyOf(parents, Math.max(count, 2 * parents.length));
    }
    for (int unit : fresh) {
      parents[unit] = unit;
    }
    return fresh;
  }

  private int[] freeze(int[] some) {
    for (int unit : some) {
      frozen.set(root(unit));
    }
    return some;
  }

  private void merge(int[] some, int[] others) {
    for (int i = 0; i < some.length; i++) {
      int a = root(some[i]);
      int b = root(others[i]);
      int low = Math.min(a, b);
      int high = Math.max(a, b);
      parents[high] = low;
      if (frozen.get(high)) {
        frozen.set(low);
      }
    }
  }

  private int root(int unit) {
    int root = unit;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }

  /** Names every channel by the first of its unit. */
  private void settle() {
    for (int[] some : units.values()) {
      for (int i = 0; i < some.length; i++) {
        some[i] = root(some[i]);
      }
    }
  }
}
