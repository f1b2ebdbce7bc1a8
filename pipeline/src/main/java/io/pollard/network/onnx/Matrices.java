package io.pollard.network.onnx;

import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.NodeProto;

/** Matrix products and batch norm. */
final class Matrices {
  private Matrices() {}

  /** {@code alpha x W + beta b}, with W transposed or not. */
  static void gemm(NodeProto node, Translation t) {
    Attributes a = t.attributes(node);
    if (a.integer("transA", 0) != 0) {
      throw t.failure(node, "transposes what it is given (transA=1)");
    }
    Translation.Value x = vector(node, t);
    Constant weight = matrix(node, t);
    boolean transposed = a.integer("transB", 0) != 0;
    int nOut = weight.dims().get(transposed ? 0 : 1);
    int nIn = weight.dims().get(transposed ? 1 : 0);
    float[] values = scaled(weight.floats(), a.number("alpha", 1.0));
    Optional<float[]> bias = Optional.empty();
    if (t.has(node, 2)) {
      Constant given = t.constant(node, 2, "its bias");
      if (!given.isSingle() && !Biases.isPerChannel(given, nOut, false)) {
        throw t.failure(
            node, "has a bias of shape %s for %d outputs".formatted(given.dims(), nOut));
      }
      float[] all = new float[nOut];
      for (int i = 0; i < nOut; i++) {
        all[i] = (float) given.values()[given.isSingle() ? 0 : i];
      }
      bias = Optional.of(scaled(all, a.number("beta", 1.0)));
    }
    dense(node, x, transposed ? values : Kernels.transposed(values, nIn, nOut), nIn, nOut, bias, t);
  }

  static void matMul(NodeProto node, Translation t) {
    Translation.Value x = vector(node, t);
    Constant weight = matrix(node, t);
    int nIn = weight.dims().get(0);
    int nOut = weight.dims().get(1);
    float[] values = Kernels.transposed(weight.floats(), nIn, nOut);
    dense(node, x, values, nIn, nOut, Optional.empty(), t);
  }

  private static Translation.Value vector(NodeProto node, Translation t) {
    Translation.Value x = t.computed(node, 0);
    if (x.image()) {
      throw t.failure(node, "multiplies an image with a matrix; supported are vectors");
    }
    return x;
  }

  private static Constant matrix(NodeProto node, Translation t) {
    Constant weight = t.constant(node, 1, "its weights");
    if (weight.dims().size() != 2 || weight.values().length == 0) {
      throw t.failure(node, "has weights of shape %s, which is no matrix".formatted(weight.dims()));
    }
    return weight;
  }

  private static float[] scaled(float[] values, double factor) {
    for (int i = 0; i < values.length && factor != 1.0; i++) {
      values[i] = (float) (values[i] * factor);
    }
    return values;
  }

  private static void dense(
      NodeProto node,
      Translation.Value x,
      float[] weight,
      int nIn,
      int nOut,
      Optional<float[]> own,
      Translation t) {
    Shape in = t.shape(x);
    if (in.size() != nIn) {
      throw t.failure(node, "has weights for %d values and is given %d".formatted(nIn, in.size()));
    }
    Optional<Biases.Found> behind = Biases.behind(node, nOut, false, t);
    Optional<float[]> bias = Biases.sum(own, behind.map(Biases.Found::values));
    String name = t.name(node);
    t.draw(node, name, new Dense(nIn, nOut, bias.isPresent()), x.node());
    t.weight(name, Role.WEIGHT, weight);
    bias.ifPresent(b -> t.weight(name, Role.BIAS, b));
    Translation.Value result = new Translation.Value(name, false);
    t.result(node, result);
    behind.ifPresent(b -> t.absorb(b.node(), result));
  }

  static void batchNorm(NodeProto node, Translation t) {
    Translation.Value x = t.computed(node, 0);
    Attributes a = t.attributes(node);
    if (a.integer("training_mode", 0) != 0) {
      throw t.failure(node, "was exported in training mode; export the model for inference");
    }
    int channels = t.shape(x).channels();
    double epsilon = Double.parseDouble(Float.toString((float) a.number("epsilon", 1e-5)));
    double decay = Double.parseDouble(Float.toString((float) a.number("momentum", 0.9)));
    if (!(epsilon > 0.0 && epsilon < 1.0 && decay >= 0.0 && decay <= 1.0)) {
      throw t.failure(node, "has epsilon=%s and momentum=%s".formatted(epsilon, decay));
    }
    String name = t.name(node);
    t.draw(node, name, new BatchNorm(channels, epsilon, decay), x.node());
    List<Role> roles = List.of(Role.GAMMA, Role.BETA, Role.MEAN, Role.VARIANCE);
    for (int i = 0; i < roles.size(); i++) {
      float[] values =
          t.constant(node, i + 1, "its " + roles.get(i).name().toLowerCase(java.util.Locale.ROOT))
              .floats();
      if (values.length != channels) {
        throw t.failure(node, "has %d values for %d channels".formatted(values.length, channels));
      }
      t.weight(name, roles.get(i), values);
    }
    t.result(node, name, x.image());
  }
}
