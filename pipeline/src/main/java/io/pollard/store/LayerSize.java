package io.pollard.store;

import java.util.List;
import java.util.OptionalLong;

/**
 * How large one layer of a network is.
 *
 * @param position 0-based, in network order
 * @param layer its name
 * @param kind of layer
 * @param shape of its weights: dense {@code [nOut, nIn]}, convolution {@code [nOut, nIn, kH, kW]}
 * @param params parameters, batch-norm statistics left out
 * @param nonzero kept parameters
 * @param density kept share of its weights, in [0, 1]
 * @param macs multiply-accumulates of one example, as if nothing were pruned
 * @param weights number of weights
 * @param biases number of biases
 * @param macsEffective multiply-accumulates with kept weights
 * @param macsPhysical multiply-accumulates that are left once every channel without effect is taken
 *     out; empty in rows of versions that did not count them
 */
public record LayerSize(
    int position,
    String layer,
    String kind,
    List<Integer> shape,
    long params,
    long nonzero,
    double density,
    long macs,
    long weights,
    long biases,
    long macsEffective,
    OptionalLong macsPhysical) {

  public LayerSize {
    shape = List.copyOf(shape);
  }
}
