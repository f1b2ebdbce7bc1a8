package io.pollard.network;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dense;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a network weighs and costs under a mask, by the conventions of METHODS section 10:
 * parameters are weights, biases, gamma and beta, never statistics; multiply-accumulates are those
 * of convolutions and dense layers for one example, {@code nOut nIn kH kW Hout Wout / groups} and
 * {@code nIn nOut}, without bias, batch norm, activation and pooling. All counts are exact.
 *
 * @param layers those with parameters, in network order
 */
public record NetworkCounts(List<LayerCounts> layers) {

  public NetworkCounts {
    layers = List.copyOf(layers);
  }

  /** The counts of a network of which nothing is pruned. */
  public static NetworkCounts of(Network network) {
    return of(network, Mask.dense(network.layout().length()));
  }

  /**
   * The counts under a mask.
   *
   * @throws IllegalArgumentException if the mask is not one of this network
   */
  public static NetworkCounts of(Network network, Mask mask) {
    if (mask.length() != network.layout().length()) {
      throw new IllegalArgumentException(
          "a mask of %d elements for a network of %d"
              .formatted(mask.length(), network.layout().length()));
    }
    Map<String, List<Slice>> byLayer = new LinkedHashMap<>();
    for (Slice slice : network.layout().slices()) {
      byLayer.computeIfAbsent(slice.layer(), layer -> new ArrayList<>()).add(slice);
    }
    Map<String, Node> nodes = network.graph().byName();
    List<LayerCounts> layers = new ArrayList<>();
    byLayer.forEach((layer, slices) -> layers.add(layer(layer, slices, nodes, mask)));
    return new NetworkCounts(layers);
  }

  private static LayerCounts layer(
      String layer, List<Slice> slices, Map<String, Node> nodes, Mask mask) {
    int params = 0;
    int nonzero = 0;
    int weights = 0;
    int weightsNonzero = 0;
    List<Integer> shape = List.of();
    for (Slice slice : slices) {
      if (slice.role().isParameter()) {
        params += slice.length();
        nonzero += mask.kept(slice);
      }
      if (slice.role() == Role.WEIGHT) {
        weights += slice.length();
        weightsNonzero += mask.kept(slice);
      }
      if (slice.role() == Role.WEIGHT || slice.role() == Role.GAMMA) {
        shape = slice.shape();
      }
    }
    Node node = nodes.get(layer);
    if (node == null) {
      throw new IllegalArgumentException("layer " + layer + " has slices but no node");
    }
    long uses = uses(node);
    return new LayerCounts(
        layer,
        kind(node.operation()),
        shape,
        params,
        nonzero,
        weights,
        weightsNonzero,
        uses * weights,
        uses * weightsNonzero);
  }

  /** Multiply-accumulates of a node for one example, without any mask. */
  public static long macs(Node node) {
    if (node.operation() instanceof Convolution c) {
      long filter = (long) c.nIn() / c.groups() * c.kernelHeight() * c.kernelWidth();
      return uses(node) * c.nOut() * filter;
    }
    return node.operation() instanceof Dense d ? (long) d.nIn() * d.nOut() : 0;
  }

  /** How often each weight is multiplied for one example. */
  private static long uses(Node node) {
    if (node.operation() instanceof Convolution) {
      return (long) node.output().height() * node.output().width();
    }
    return node.operation() instanceof Dense ? 1 : 0;
  }

  private static String kind(Operation operation) {
    if (operation instanceof Convolution c) {
      return c.groups() == 1 ? "convolution" : "depthwise-convolution";
    }
    if (operation instanceof Dense) {
      return "dense";
    }
    return operation instanceof BatchNorm ? "batch-norm" : "opaque";
  }

  /** All parameters. */
  public int params() {
    return layers.stream().mapToInt(LayerCounts::params).sum();
  }

  /** Parameters that the mask keeps. */
  public int nonzero() {
    return layers.stream().mapToInt(LayerCounts::nonzero).sum();
  }

  /** Elements of weight tensors. */
  public int weights() {
    return layers.stream().mapToInt(LayerCounts::weights).sum();
  }

  /** Elements of weight tensors that the mask keeps. */
  public int weightsNonzero() {
    return layers.stream().mapToInt(LayerCounts::weightsNonzero).sum();
  }

  /** Multiply-accumulates for one example, dense. */
  public long macs() {
    return layers.stream().mapToLong(LayerCounts::macs).sum();
  }

  /** Multiply-accumulates for one example, each layer's weighted by its kept share of weights. */
  public long macsEffective() {
    return layers.stream().mapToLong(LayerCounts::macsEffective).sum();
  }

  /** Kept share of the weights, in [0, 1]; 1 for a network without weights. */
  public double density() {
    return weights() == 0 ? 1.0 : (double) weightsNonzero() / weights();
  }

  /**
   * All parameters over kept parameters, biases and batch norm among them (METHODS E2; Blalock et
   * al. 2020); at least 1, infinite if nothing is kept.
   */
  public double compressionRatio() {
    return ratio(params(), nonzero());
  }

  /**
   * Dense over effective multiply-accumulates (METHODS E2); at least 1, infinite if nothing is
   * kept.
   */
  public double theoreticalSpeedup() {
    return ratio(macs(), macsEffective());
  }

  private static double ratio(long whole, long part) {
    return whole == part ? 1.0 : (double) whole / part;
  }
}
