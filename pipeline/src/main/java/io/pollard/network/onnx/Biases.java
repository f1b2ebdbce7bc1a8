package io.pollard.network.onnx;

import java.util.List;
import java.util.Optional;
import onnx.Onnx.NodeProto;

/** Biases that stand in a node of their own: one number per channel, added to a layer's result. */
final class Biases {
  private Biases() {}

  /** A layer's bias, and the node that added it. */
  record Found(NodeProto node, float[] values) {}

  /** The bias that the only reader of a layer adds. */
  static Optional<Found> behind(NodeProto layer, int channels, boolean image, Translation t) {
    Optional<NodeProto> reader =
        t.onlyReader(layer).filter(n -> n.getOpType().equals("Add") && n.getInputCount() == 2);
    for (int i = 0; reader.isPresent() && i < 2; i++) {
      Optional<Constant> added = t.find(reader.get(), i);
      if (added.filter(c -> isPerChannel(c, channels, image)).isPresent()) {
        return Optional.of(new Found(reader.get(), added.get().floats()));
      }
    }
    return Optional.empty();
  }

  /** Whether a constant has one number for each channel, and not one for all. */
  static boolean isPerChannel(Constant constant, int channels, boolean image) {
    if (constant.values().length != channels) {
      return false;
    }
    List<Integer> dims = constant.dims();
    int trailing = image ? 2 : 0;
    int axis = dims.size() - 1 - trailing;
    return axis >= 0 && dims.get(axis) == channels;
  }

  /** The sum of two biases, either of which may be missing. */
  static Optional<float[]> sum(Optional<float[]> a, Optional<float[]> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.or(() -> b);
    }
    float[] sum = a.get().clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b.get()[i];
    }
    return Optional.of(sum);
  }
}
