package io.pollard.network.onnx;

import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/** Writes ONNX models node by node, as other frameworks would. For tests. */
final class Models {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private final Draws draws = Draws.of(7, "models");
  final NodeWriter nodes = new NodeWriter(graph);
  private long opset = 17;

  /** A model of one input {@code x} with an open batch axis. */
  static Models of(int... sizes) {
    Models models = new Models();
    models.graph.addInput(value("x", sizes));
    return models;
  }

  Models opset(long version) {
    opset = version;
    return this;
  }

  /** Random floats, stored. */
  String random(String name, Integer... dims) {
    float[] values = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.4 * draws.nextGaussian());
    }
    return nodes.floats(name, List.of(dims), values);
  }

  /** Random floats of at least a half, stored. */
  String positive(String name, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (0.5 + draws.nextDouble());
    }
    return nodes.floats(name, List.of(size), values);
  }

  String number(String name, double value) {
    return nodes.floats(name, List.of(), (float) value);
  }

  /** A convolution with windows of 3x3 that keeps height and width. */
  String conv(String name, String x, int nIn, int nOut) {
    nodes
        .node("Conv", name, x, random(name + ".w", nOut, nIn, 3, 3), random(name + ".b", nOut))
        .integers("pads", 1, 1, 1, 1)
        .add();
    return name;
  }

  /** The mean over the image, a dense layer and softmax: the output {@code y}. */
  byte[] classified(String x, int channels) {
    nodes.node("GlobalAveragePool", "pool", x).add();
    nodes.node("Flatten", "flat", "pool").add();
    nodes.node("Gemm", "fc", "flat", random("fc.w", channels, 3), random("fc.b", 3)).add();
    nodes.node("Softmax", "y", "fc").integer("axis", 1).add();
    return bytes("y", 3);
  }

  byte[] bytes(String output, int... sizes) {
    graph.addOutput(value(output, sizes));
    return model(builder -> {});
  }

  /** With something unusual about it. */
  byte[] model(Consumer<ModelProto.Builder> change) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
            .setGraph(graph);
    change.accept(model);
    return model.build().toByteArray();
  }

  GraphProto.Builder graph() {
    return graph;
  }

  static ValueInfoProto value(String name, int... sizes) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("n"));
    for (int size : sizes) {
      shape.addDim(Dimension.newBuilder().setDimValue(size));
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
