package io.pollard.network.onnx;

import static java.util.Map.entry;

import io.pollard.network.Operation.Activation.Function;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import onnx.Onnx.NodeProto;

/** The operators that can be imported. */
final class Operators {
  /** Draws a node and says what its outputs are. */
  interface Operator {
    void translate(NodeProto node, Translation translation);
  }

  private static final Map<String, Operator> ALL =
      Map.ofEntries(
          entry("Add", Arithmetic::add),
          entry("AveragePool", Windows::averagePool),
          entry("BatchNormalization", Matrices::batchNorm),
          entry("Clip", Functions::clip),
          entry("Concat", Arithmetic::concat),
          entry("Conv", Windows::convolution),
          entry("Div", Arithmetic::divide),
          entry("Dropout", Functions::dropout),
          entry("Expand", Shaping::expand),
          entry("Flatten", Shaping::flatten),
          entry("Gemm", Matrices::gemm),
          entry("GlobalAveragePool", (node, t) -> Windows.globalPool(node, false, t)),
          entry("GlobalMaxPool", (node, t) -> Windows.globalPool(node, true, t)),
          entry("HardSigmoid", Functions::hardSigmoid),
          entry("HardSwish", (node, t) -> Functions.plain(node, Function.HARD_SWISH, t)),
          entry("Identity", Shaping::same),
          entry("LeakyRelu", Functions::leakyRelu),
          entry("MatMul", Matrices::matMul),
          entry("MaxPool", Windows::maxPool),
          entry("Mul", Arithmetic::multiply),
          entry("ReduceMean", Windows::reduceMean),
          entry("Relu", (node, t) -> Functions.plain(node, Function.RELU, t)),
          entry("Reshape", Shaping::reshape),
          entry("Sigmoid", (node, t) -> Functions.plain(node, Function.SIGMOID, t)),
          entry("Slice", Shaping::slice),
          entry("Softmax", Ending::softmax),
          entry("Split", Shaping::split),
          entry("Squeeze", Shaping::squeeze),
          entry("Sub", Arithmetic::subtract),
          entry("Sum", Arithmetic::add),
          entry("Tanh", (node, t) -> Functions.plain(node, Function.TANH, t)),
          entry("Unsqueeze", Shaping::unsqueeze));

  /** Those of constants and shapes alone, which are worked out while importing. */
  private static final Set<String> CONSTANT =
      Set.of("Cast", "Constant", "Gather", "Shape", "Sqrt", "Transpose");

  private Operators() {}

  static boolean isKnown(String type) {
    return ALL.containsKey(type) || CONSTANT.contains(type);
  }

  /** Names of all, for people. */
  static String names() {
    Set<String> names = new TreeSet<>(ALL.keySet());
    names.addAll(CONSTANT);
    return String.join(", ", names);
  }

  static void translate(NodeProto node, Translation translation) {
    Operator operator = ALL.get(node.getOpType());
    if (operator == null) {
      throw translation.failure(
          node, "is supported of constants only, and reads a value that the network computes");
    }
    operator.translate(node, translation);
  }
}
