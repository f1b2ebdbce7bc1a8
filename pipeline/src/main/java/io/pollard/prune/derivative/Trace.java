package io.pollard.prune.derivative;

import io.pollard.DataException;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Input;
import io.pollard.network.Operation.Opaque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One shard of data on its way through a network, in inference mode: the values of all nodes, and
 * the way back, example by example. An engine gives the values; the way back is plain Java in one
 * fixed order, so that the same values give the same bits everywhere. Not thread-safe.
 *
 * <p>Cost of a way back: the multiply-accumulates of a forward pass, less those that a ReLU has
 * made zero; memory: the values of the nodes, and the derivatives on the frontier of the walk.
 */
public final class Trace {
  private final Network network;
  private final float[] weights;
  private final int examples;
  private final Map<String, float[]> values;
  private final float[] targets;
  private final Map<String, Node> nodes;

  /** Told the derivatives at the result of a node. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * Called once for each node, behind all nodes that read it.
     *
     * @param node whose result it is
     * @param derivatives {@code [examples, size of the node's output]}; not to be kept or changed
     */
    void at(Node node, float[] derivatives);
  }

  /**
   * @param weights over the layout
   * @param examples number of examples
   * @param values of every node, {@code [examples, size]} by its name; of the loss node the logits
   * @param targets {@code [examples, classes]}, at least
   * @throws DataException if the network has a layer of unknown kind
   */
  public Trace(
      Network network,
      float[] weights,
      int examples,
      Map<String, float[]> values,
      float[] targets) {
    this.network = network;
    this.weights = weights;
    this.examples = examples;
    this.values = values;
    this.targets = targets;
    this.nodes = network.graph().byName();
    for (Node node : network.graph().nodes()) {
      if (node.operation() instanceof Opaque opaque) {
        throw new DataException(
            "Cannot differentiate network %s: nothing is known of what one of its layers computes (layer=%s, type=%s); choose a scoring rule that needs no derivatives per example"
                .formatted(network.name(), node.name(), opaque.type()));
      }
    }
  }

  public int examples() {
    return examples;
  }

  /** What a node computes, {@code [examples, size]}; not to be changed. */
  public float[] values(String node) {
    float[] found = values.get(node);
    if (found == null) {
      throw new IllegalArgumentException("there are no values of node " + node);
    }
    return found;
  }

  /** What a node reads first, {@code [examples, size]}. */
  public float[] inputs(Node node) {
    return values(node.inputs().get(0));
  }

  /**
   * Gradients: d L_n / d a of every example's own loss L_n (cross-entropy of a softmax), from the
   * loss back to the input, each node after all that read it. The input itself is left out.
   */
  public void gradients(Visitor visitor) {
    walk(Power.FIRST, visitor);
  }

  /**
   * The diagonal of the Hessian of L_n with respect to a, by the recursion of Optimal Brain Damage
   * in its Gauss-Newton form (LeCun, Denker, Solla 1989; METHODS C2): {@code h_in = sum (d out / d
   * in)^2 h_out}, started with p (1 - p) at the logits. Cross terms (of a unit that reaches another
   * one on several ways) and second derivatives of activations are left out.
   */
  public void curvatures(Visitor visitor) {
    walk(Power.SECOND, visitor);
  }

  private void walk(Power power, Visitor visitor) {
    List<Node> order = network.graph().nodes();
    Node loss = order.get(order.size() - 1);
    Map<String, float[]> open = new HashMap<>();
    open.put(loss.inputs().get(0), power.start(values(loss.name()), targets, examples, network));
    Backward backward = new Backward(network, weights, power, examples, this::values);
    for (int i = order.size() - 2; i > 0; i--) {
      Node node = order.get(i);
      float[] derivatives = open.remove(node.name());
      if (derivatives == null || node.operation() instanceof Input) {
        continue;
      }
      visitor.at(node, derivatives);
      back(node, derivatives, backward, open);
    }
  }

  private void back(Node node, float[] derivatives, Backward backward, Map<String, float[]> open) {
    for (int k = 0; k < node.inputs().size(); k++) {
      Node from = Objects.requireNonNull(nodes.get(node.inputs().get(k)));
      if (from.operation() instanceof Input) {
        continue;
      }
      float[] sum =
          open.computeIfAbsent(
              from.name(), name -> new float[Math.multiplyExact(examples, from.output().size())]);
      backward.add(node, k, from, values(from.name()), values(node.name()), derivatives, sum);
    }
  }

  /** The first or the second power of a derivative: gradients and curvatures go the same way. */
  enum Power {
    FIRST {
      @Override
      float of(float local) {
        return local;
      }

      @Override
      float start(double probability, float target) {
        return (float) (probability - target);
      }
    },
    SECOND {
      @Override
      float of(float local) {
        return local * local;
      }

      @Override
      float start(double probability, float target) {
        return (float) (probability * (1.0 - probability));
      }
    };

    abstract float of(float local);

    abstract float start(double probability, float target);

    /** The derivatives at the logits, with p in double and shifted by the largest logit. */
    float[] start(float[] logits, float[] targets, int examples, Network network) {
      int classes = network.classes();
      float[] derivatives = new float[examples * classes];
      double[] p = new double[classes];
      for (int n = 0; n < examples; n++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
          largest = Math.max(largest, logits[n * classes + c]);
        }
        double total = 0.0;
        for (int c = 0; c < classes; c++) {
          p[c] = StrictMath.exp(logits[n * classes + c] - largest);
          total += p[c];
        }
        for (int c = 0; c < classes; c++) {
          derivatives[n * classes + c] = start(p[c] / total, targets[n * classes + c]);
        }
      }
      return derivatives;
    }
  }
}
