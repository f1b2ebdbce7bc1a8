package io.pollard.network.onnx;

import io.pollard.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;

/**
 * Works out nodes that compute with constants only: weights that are reshaped on the way, and
 * shapes that exporters take apart and put together again.
 */
final class Folding {
  /** What stands for the size of the batch in a shape; a Reshape reads it in the same sense. */
  private static final double BATCH = -1;

  private final Map<String, Constant> constants;
  private final Failures failures;

  Folding(Map<String, Constant> constants, Failures failures) {
    this.constants = constants;
    this.failures = failures;
  }

  /** Adds a node's result to the constants, if it is one. */
  boolean fold(NodeProto node) {
    if (node.getOutputCount() != 1) {
      return false;
    }
    Optional<Constant> result = node.getOpType().equals("Constant") ? stored(node) : computed(node);
    result.ifPresent(constant -> constants.put(node.getOutput(0), constant));
    return result.isPresent();
  }

  /** The shape of a computed value. */
  void shape(NodeProto node, Shape shape, boolean image) {
    constants.put(
        node.getOutput(0),
        image
            ? Constant.vector(BATCH, shape.channels(), shape.height(), shape.width())
            : Constant.vector(BATCH, shape.channels()));
  }

  private Optional<Constant> stored(NodeProto node) {
    Attributes a = new Attributes(node, failures);
    Optional<AttributeProto> tensor = a.find("value");
    if (tensor.isPresent() && tensor.get().hasT()) {
      return Optional.of(OnnxTensors.read(tensor.get().getT(), Failures.name(node), failures));
    }
    if (a.find("value_float").isPresent()) {
      return Optional.of(new Constant(List.of(), new double[] {a.number("value_float", 0)}));
    }
    if (a.find("value_int").isPresent()) {
      return Optional.of(new Constant(List.of(), new double[] {a.integer("value_int", 0)}));
    }
    if (a.find("value_ints").isPresent()) {
      return a.integers("value_ints")
          .map(all -> Constant.vector(all.stream().mapToDouble(Long::doubleValue).toArray()));
    }
    if (a.find("value_floats").isPresent()) {
      List<Float> all = a.find("value_floats").get().getFloatsList();
      return Optional.of(Constant.vector(all.stream().mapToDouble(Float::doubleValue).toArray()));
    }
    throw failures.at(node, "holds no number");
  }

  private Optional<Constant> computed(NodeProto node) {
    List<Constant> in = new ArrayList<>();
    for (String input : node.getInputList()) {
      Constant constant = constants.get(input);
      if (constant == null) {
        return Optional.empty();
      }
      in.add(constant);
    }
    if (in.isEmpty()) {
      return Optional.empty();
    }
    Constant x = in.get(0);
    return switch (node.getOpType()) {
      case "Identity", "Cast" -> Optional.of(x);
      case "Reshape" -> in.size() == 2 ? reshaped(x, in.get(1).integers()) : Optional.empty();
      case "Squeeze", "Unsqueeze", "Flatten" -> Optional.of(unboxed(node, x));
      case "Transpose" -> transposed(node, x);
      case "Concat" ->
          Optional.of(
              Constant.vector(
                  in.stream().flatMapToDouble(c -> Arrays.stream(c.values())).toArray()));
      case "Gather" -> in.size() == 2 ? gathered(x, in.get(1)) : Optional.empty();
      case "Slice" -> sliced(node, in);
      case "Add" -> combined(in, Double::sum);
      case "Sub" -> combined(in, (a, b) -> a - b);
      case "Mul" -> combined(in, (a, b) -> a * b);
      case "Div" -> combined(in, (a, b) -> a / b);
      case "Sqrt" ->
          Optional.of(new Constant(x.dims(), Arrays.stream(x.values()).map(Math::sqrt).toArray()));
      default -> Optional.empty();
    };
  }

  private static Optional<Constant> reshaped(Constant x, long[] target) {
    List<Integer> dims = new ArrayList<>();
    long known = 1;
    for (int i = 0; i < target.length; i++) {
      long size = target[i] == 0 && i < x.dims().size() ? x.dims().get(i) : target[i];
      if (size < -1 || size > Integer.MAX_VALUE) {
        return Optional.empty();
      }
      dims.add((int) size);
      known = size == -1 ? known : Math.min(Integer.MAX_VALUE, known * size);
    }
    long open = known;
    dims.replaceAll(size -> size == -1 && open > 0 ? (int) (x.values().length / open) : size);
    long count = dims.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    return count == x.values().length
        ? Optional.of(new Constant(dims, x.values()))
        : Optional.empty();
  }

  /** For vectors and single numbers, which is what shapes are made of. */
  private static Constant unboxed(NodeProto node, Constant x) {
    boolean single = x.isSingle() && node.getOpType().equals("Squeeze");
    return new Constant(single ? List.of() : List.of(x.values().length), x.values());
  }

  private static Optional<Constant> transposed(NodeProto node, Constant x) {
    boolean swapped =
        x.dims().size() == 2
            && node.getAttributeList().stream()
                .allMatch(
                    a -> !a.getName().equals("perm") || a.getIntsList().equals(List.of(1L, 0L)));
    if (!swapped) {
      return Optional.empty();
    }
    int rows = x.dims().get(0);
    int columns = x.dims().get(1);
    double[] values = new double[x.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = x.values()[i % rows * columns + i / rows];
    }
    return Optional.of(new Constant(List.of(columns, rows), values));
  }

  private static Optional<Constant> gathered(Constant x, Constant indices) {
    int size = x.values().length;
    double[] values = new double[indices.values().length];
    for (int i = 0; i < values.length; i++) {
      int index = (int) indices.values()[i];
      index = index < 0 ? index + size : index;
      if (index < 0 || index >= size || x.dims().size() != 1) {
        return Optional.empty();
      }
      values[i] = x.values()[index];
    }
    return Optional.of(new Constant(indices.dims(), values));
  }

  private Optional<Constant> sliced(NodeProto node, List<Constant> in) {
    Constant x = in.get(0);
    Attributes a = new Attributes(node, failures);
    boolean inputs = in.size() >= 3;
    List<Long> starts = a.integers("starts").orElse(List.of());
    List<Long> ends = a.integers("ends").orElse(List.of());
    if (x.dims().size() != 1 || (!inputs && (starts.size() != 1 || ends.size() != 1))) {
      return Optional.empty();
    }
    if (inputs && !(in.get(1).isSingle() && in.get(2).isSingle())) {
      return Optional.empty();
    }
    if (in.size() == 5 && !(in.get(4).isSingle() && in.get(4).single() == 1)) {
      return Optional.empty();
    }
    int size = x.values().length;
    int from = place(inputs ? in.get(1).single() : starts.get(0), size);
    int to = place(inputs ? in.get(2).single() : ends.get(0), size);
    return Optional.of(Constant.vector(Arrays.copyOfRange(x.values(), from, Math.max(from, to))));
  }

  private static int place(double index, int size) {
    return (int) Math.max(0, Math.min(size, index < 0 ? index + size : index));
  }

  private static Optional<Constant> combined(List<Constant> in, DoubleBinaryOperator operator) {
    if (in.size() != 2) {
      return Optional.empty();
    }
    Constant a = in.get(0);
    Constant b = in.get(1);
    if (!a.dims().equals(b.dims()) && !a.isSingle() && !b.isSingle()) {
      return Optional.empty();
    }
    Constant larger = a.values().length >= b.values().length ? a : b;
    double[] values = new double[larger.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          operator.applyAsDouble(
              a.values()[a.isSingle() ? 0 : i], b.values()[b.isSingle() ? 0 : i]);
    }
    return Optional.of(new Constant(larger.dims(), values));
  }
}
