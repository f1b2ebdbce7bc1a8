package io.pollard.network;

import java.util.List;

/**
 * A named run of the flat parameter vector. Its elements lie in C order over {@code shape}, where
 * shape is in the field's notation: dense {@code [nOut, nIn]}, convolution {@code [nOut,
 * nIn/groups, kH, kW]}, depthwise convolution {@code [kH, kW, channels, multiplier]} with output
 * channel {@code channel * multiplier + m}, everything else {@code [n]}. (DL4J keeps dense weights
 * as {@code [nIn, nOut]} in 'f' order, which is the same memory.)
 *
 * @param layer name of the layer
 * @param role what it is for
 * @param shape in the field's notation
 * @param offset index of its first element in the flat vector
 * @param prunable whether pruning may remove its elements (METHODS 0.3.2: kernels and dense
 *     matrices)
 */
public record Slice(String layer, Role role, List<Integer> shape, int offset, boolean prunable) {

  public Slice {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public int length() {
    int length = 1;
    for (int size : shape) {
      length = Math.multiplyExact(length, size);
    }
    return length;
  }

  /** Index behind the last element in the flat vector. */
  public int end() {
    return offset + length();
  }

  /** {@code layer.role}, such as {@code fc1.weight}: the tensor's name in tables. */
  public String tensor() {
    return layer + "." + role.name().toLowerCase(java.util.Locale.ROOT);
  }
}
