package io.pollard.network;

import java.util.List;

/**
 * What one layer weighs and costs under a mask. Statistics of batch norm are counted nowhere.
 *
 * @param layer name of the layer
 * @param kind what it computes, in kebab-case: {@code convolution}, {@code depthwise-convolution},
 *     {@code dense}, {@code batch-norm}, or {@code opaque}
 * @param shape of its weights, in the field's notation; of gamma for batch norm
 * @param params parameters: weights, bias, gamma and beta
 * @param nonzero parameters that the mask keeps
 * @param weights elements of its weight tensor; 0 for batch norm
 * @param weightsNonzero elements of its weight tensor that the mask keeps
 * @param macs multiply-accumulates for one example, dense; 0 for batch norm and opaque layers
 * @param macsEffective {@code macs * weightsNonzero / weights}, which is whole
 */
public record LayerCounts(
    String layer,
    String kind,
    List<Integer> shape,
    int params,
    int nonzero,
    int weights,
    int weightsNonzero,
    long macs,
    long macsEffective) {

  public LayerCounts {
    shape = List.copyOf(shape);
  }

  /** Kept share of the weights, in [0, 1]; of all parameters for a layer without weights. */
  public double density() {
    return weights > 0 ? (double) weightsNonzero / weights : (double) nonzero / params;
  }
}
