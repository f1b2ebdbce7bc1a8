package io.pollard.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.NetworkCounts;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Shape;
import io.pollard.network.StoredNetwork;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.protobuf.ByteString;

/** Foreign models give here what ONNX Runtime says they give. */
class OnnxImportTest {
  private static final Shape IMAGE = new Shape(4, 9, 8);

  private static Models image() {
    return Models.of(4, 9, 8);
  }

  private static Operation operation(StoredNetwork model, String node) {
    return model.network().graph().byName().get(node).operation();
  }

  @ParameterizedTest
  @CsvSource({
    "4, 6, 3, 3, 1, 1, 1, 1",
    "4, 6, 3, 2, 2, 1, 1, 1",
    "4, 8, 3, 3, 1, 1, 2, 1",
    "4, 8, 3, 3, 1, 1, 1, 2",
    "4, 8, 3, 3, 2, 1, 1, 4",
    "4, 4, 1, 1, 1, 0, 1, 4"
  })
  void convolutions(
      int nIn, int nOut, int high, int wide, int stride, int pad, int dilation, int groups) {
    Models m = image();
    m.nodes
        .node("Conv", "c", "x", m.random("w", nOut, nIn / groups, high, wide), m.random("b", nOut))
        .integers("kernel_shape", high, wide)
        .integers("strides", stride, stride)
        .integers("pads", pad, pad, pad, pad)
        .integers("dilations", dilation, dilation)
        .integer("group", groups)
        .add();
    StoredNetwork model = Judge.requireImport(m.classified("c", nOut), IMAGE);

    NetworkCounts counts = NetworkCounts.of(model.network());
    assertThat(counts.params())
        .as("parameters, those of the dense layer among them")
        .isEqualTo(nOut * nIn / groups * high * wide + nOut + 3 * nOut + 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SAME_UPPER", "VALID"})
  void automaticPadding(String rule) {
    Models m = image();
    m.nodes.node("Conv", "c", "x", m.random("w", 5, 4, 4, 3)).integers("strides", 2, 2).add();
    m.graph()
        .getNodeBuilder(0)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("auto_pad")
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(rule)));
    Judge.requireImport(m.classified("c", 5), IMAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "MaxPool, 2, 2, 0, 0, 0",
    "MaxPool, 3, 2, 1, 0, 0",
    "MaxPool, 2, 2, 0, 1, 0",
    "AveragePool, 2, 2, 0, 0, 0",
    "AveragePool, 3, 2, 1, 0, 0",
    "AveragePool, 3, 2, 1, 0, 1"
  })
  void pooling(String type, int kernel, int stride, int pad, int ceil, int count) {
    Models m = image();
    m.conv("c", "x", 4, 5);
    NodeWriter.Draft pool =
        m.nodes
            .node(type, "p", "c")
            .integers("kernel_shape", kernel, kernel)
            .integers("strides", stride, stride)
            .integers("pads", pad, pad, pad, pad)
            .integer("ceil_mode", ceil);
    if (type.equals("AveragePool")) {
      pool.integer("count_include_pad", count);
    }
    pool.add();
    StoredNetwork model = Judge.requireImport(m.classified("p", 5), IMAGE);
    assertThat(((Pooling) operation(model, "p")).max()).isEqualTo(type.equals("MaxPool"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Relu", "Sigmoid", "Tanh", "HardSwish", "LeakyRelu", "HardSigmoid"})
  void functions(String type) {
    Models m = image();
    m.conv("c", "x", 4, 5);
    m.nodes.node(type, "f", "c").add();
    StoredNetwork model = Judge.requireImport(m.classified("f", 5), IMAGE);
    assertThat(((Activation) operation(model, "f")).function().name().replace("_", ""))
        .isEqualToIgnoringCase(type);
  }

  @Test
  void hardSigmoidOfOtherSlopesTimesItsArgumentIsHardSwish() {
    Models m = image();
    m.conv("c", "x", 4, 5);
    m.nodes.node("HardSigmoid", "h", "c").number("alpha", 1.0 / 6.0).number("beta", 0.5).add();
    m.nodes.node("Mul", "f", "c", "h").add();
    StoredNetwork model = Judge.requireImport(m.classified("f", 5), IMAGE);
    assertThat(operation(model, "f")).isEqualTo(new Activation(Function.HARD_SWISH, 0.0));
  }

  @ParameterizedTest
  @CsvSource({"0, 6", "0, 1", "-0.5, 0.75", "0, ", ", 0.5", "-1, ", ", "})
  void clips(Double low, Double high) {
    for (long opset : new long[] {9, 17}) {
      Models m = image().opset(opset);
      m.conv("c", "x", 4, 5);
      if (opset < 11) {
        NodeWriter.Draft clip = m.nodes.node("Clip", "f", "c");
        if (low != null) {
          clip.number("min", low);
        }
        if (high != null) {
          clip.number("max", high);
        }
        clip.add();
      } else {
        m.nodes
            .node(
                "Clip",
                "f",
                "c",
                low == null ? "" : m.number("low", low),
                high == null ? "" : m.number("high", high))
            .add();
      }
      Judge.requireImport(m.classified("f", 5), IMAGE);
    }
  }

  @Test
  void batchNormResidualConcatAndDropout() {
    Models m = image().opset(13);
    m.conv("c", "x", 4, 4);
    m.nodes
        .node(
            "BatchNormalization",
            "bn",
            "c",
            m.positive("g", 4),
            m.random("b", 4),
            m.random("mean", 4),
            m.positive("var", 4))
        .number("epsilon", 1e-3)
        .number("momentum", 0.8)
        .add();
    m.nodes.node("Add", "sum", "bn", "x").add();
    m.nodes.node("Sub", "difference", "sum", "c").add();
    m.nodes.node("Sum", "three", "difference", "x", "bn").add();
    m.nodes.node("Concat", "both", "three", "x").integer("axis", 1).add();
    m.nodes.node("Dropout", "drop", "both", m.number("ratio", 0.25)).add();
    m.nodes.node("Identity", "same", "drop").add();
    StoredNetwork model = Judge.requireImport(m.classified("same", 8), IMAGE);
    assertThat(operation(model, "bn")).isEqualTo(new Operation.BatchNorm(4, 0.001, 0.8));
    assertThat(operation(model, "drop")).isEqualTo(new Dropout(0.25));
  }

  /** As PyTorch's MobileNetV3 writes it, and with vectors in between, as others do. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void squeezeAndExcitation(boolean vectors) {
    Models m = image().opset(18);
    m.conv("c", "x", 4, 6);
    m.nodes
        .node("ReduceMean", "mean", "c", m.nodes.integers("axes", -1, -2))
        .integer("keepdims", vectors ? 0 : 1)
        .add();
    if (vectors) {
      m.nodes.node("MatMul", "less", "mean", m.random("w1", 6, 2)).add();
      m.nodes.node("Sigmoid", "s", "less").add();
      m.nodes
          .node("Gemm", "more", "s", m.random("w2", 6, 2), m.random("b2", 1, 6))
          .integer("transB", 1)
          .number("alpha", 0.5)
          .number("beta", 2.0)
          .add();
      m.nodes.node("HardSigmoid", "h", "more").add();
      m.nodes.node("Reshape", "gate", "h", m.nodes.integers("shape", -1, 6, 1, 1)).add();
    } else {
      m.nodes.node("Conv", "less", "mean", m.random("w1", 2, 6, 1, 1)).add();
      m.nodes.node("Relu", "s", "less").add();
      m.nodes.node("Conv", "more", "s", m.random("w2", 6, 2, 1, 1), m.random("b2", 6)).add();
      m.nodes.node("HardSigmoid", "gate", "more").add();
    }
    m.nodes.node("Mul", "excited", "gate", "c").add();
    Judge.requireImport(m.classified("excited", 6), IMAGE);
  }

  @Test
  void constantsInArithmetic() {
    Models m = image();
    m.nodes.node("Conv", "c", "x", m.random("w", 5, 4, 3, 3)).add();
    m.nodes.node("Add", "bias", m.random("b", 1, 5, 1, 1), "c").add();
    m.nodes.node("Mul", "factors", "bias", m.random("f", 5, 1, 1)).add();
    m.nodes.node("Add", "again", "factors", m.random("a", 5, 1, 1)).add();
    m.nodes.node("Mul", "double", "again", m.number("two", 2.0)).add();
    m.nodes.node("Div", "third", "double", m.number("three", 3.0)).add();
    m.nodes.node("Sub", "less", "third", m.number("half", 0.5)).add();
    m.nodes.node("Add", "more", "less", m.number("one", 1.0)).add();
    StoredNetwork model = Judge.requireImport(m.classified("more", 5), IMAGE);
    assertThat(((Convolution) operation(model, "c")).bias()).as("bias joined").isTrue();
    assertThat(model.network().graph().byName()).doesNotContainKey("bias");
  }

  @Test
  void partsOfChannels() {
    Models m = image();
    m.conv("c", "x", 4, 6);
    m.nodes
        .node(
            "Slice",
            "some",
            "c",
            m.nodes.integers("from", 1),
            m.nodes.integers("to", -1),
            m.nodes.integers("axes", 1))
        .add();
    m.graph()
        .addNode(
            NodeProto.newBuilder()
                .setOpType("Split")
                .setName("parts")
                .addInput("c")
                .addInput(m.nodes.integers("sizes", 2, 4))
                .addOutput("first")
                .addOutput("second")
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1)));
    m.nodes.node("Concat", "all", "second", "some", "first").integer("axis", 1).add();
    Judge.requireImport(m.classified("all", 10), IMAGE);
  }

  @ParameterizedTest
  @CsvSource({"9, -1", "13, 1", "20, -1"})
  void logitsGetASoftmax(long opset, int batch) {
    Models m = image().opset(opset);
    m.conv("c", "x", 4, 5);
    m.nodes.node("Reshape", "flat", "c", m.nodes.integers("shape", batch, 5 * 72)).add();
    m.nodes.node("MatMul", "product", "flat", m.random("w", 5 * 72, 3)).add();
    m.nodes.node("Add", "logits", "product", m.random("b", 3)).add();
    StoredNetwork model = OnnxImport.read("logits", m.bytes("logits", 3), Optional.of(IMAGE));

    assertThat(model.remarks()).containsExactly("its outputs are logits; a softmax was added");
    assertThat(model.network().graph().nodes())
        .extracting(node -> node.name())
        .endsWith("product", "product:loss");
  }

  /** The shape is taken apart and put together again, as exporters of dynamic batches do. */
  @Test
  void shapesAreWorkedOut() {
    Models m = image().opset(12);
    m.conv("c", "x", 4, 5);
    m.nodes.node("Shape", "shape", "c").add();
    m.nodes.node("Cast", "cast", "shape").integer("to", 7).add();
    m.nodes.node("Gather", "n", "cast", m.nodes.integers("zero", 0)).add();
    m.nodes
        .node("Concat", "target", "n", m.nodes.integers("size", 5 * 72))
        .integer("axis", 0)
        .add();
    m.nodes.node("Reshape", "flat", "c", "target").add();
    m.nodes.node("Gemm", "fc", "flat", m.random("w", 5 * 72, 3)).add();
    m.nodes.node("Softmax", "y", "fc").integer("axis", 1).add();
    Judge.requireImport(m.bytes("y", 3), IMAGE);
  }

  @Test
  void weightsInConstantNodesAreTrainable() {
    Models m = image();
    TensorProto values =
        TensorProto.newBuilder()
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addAllDims(List.of(5L, 4L, 1L, 1L))
            .addAllFloatData(java.util.Collections.nCopies(20, 0.25f))
            .build();
    m.graph()
        .addNode(
            NodeProto.newBuilder()
                .setOpType("Constant")
                .addOutput("w")
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(values)));
    m.nodes.node("Conv", "c", "x", "w").add();
    StoredNetwork model = Judge.requireImport(m.classified("c", 5), IMAGE);
    assertThat(model.network().layout().slices().get(0).prunable()).isTrue();
  }

  @Test
  void vectorsAreExamplesToo() {
    Models m = Models.of(7);
    m.nodes.node("Gemm", "fc1", "x", m.random("w1", 7, 6), m.random("b1", 6)).add();
    m.nodes.node("Relu", "r", "fc1").add();
    m.nodes.node("Gemm", "fc2", "r", m.random("w2", 6, 3)).add();
    m.nodes.node("Softmax", "y", "fc2").add();
    StoredNetwork model = Judge.requireImport(m.bytes("y", 3), Shape.vector(7));
    assertThat(model.network().input()).isEqualTo(Shape.vector(7));
  }

  @Test
  void whatTheOutputDoesNotNeedIsLeftOut() {
    Models m = image();
    m.conv("c", "x", 4, 5);
    m.nodes.node("Erf", "unused", "c").add();
    StoredNetwork model = Judge.requireImport(m.classified("c", 5), IMAGE);
    assertThat(model.network().graph().byName()).doesNotContainKey("unused");
  }

  @Test
  void nodesWithoutNamesAreNamedByTheirResults() {
    Models m = image();
    m.conv("c", "x", 4, 5);
    m.graph()
        .addNode(NodeProto.newBuilder().setOpType("Relu").addInput("c").addOutput("r/1"))
        .addNode(
            NodeProto.newBuilder()
                .setOpType("Relu")
                .setName("r/1")
                .addInput("r/1")
                .addOutput("r2"));
    StoredNetwork model = Judge.requireImport(m.classified("r2", 5), IMAGE);
    assertThat(model.network().graph().byName()).containsKeys("r/1", "r/1_2");
  }
}
