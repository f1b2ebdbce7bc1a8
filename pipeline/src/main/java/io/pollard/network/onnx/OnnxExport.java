package io.pollard.network.onnx;

import io.pollard.UserException;
import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Opaque;
import java.io.IOException;
import java.io.OutputStream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/**
 * Writes networks as ONNX models, opset 17: the batch axis is open (named {@code batch}), nodes and
 * their results bear the names of the layer graph's nodes, weights those of the layout's tensors.
 * The result is the softmax's probabilities, as DL4J's own output. The same network gives the same
 * bytes, and importing a model that was written here and writing it again gives them once more.
 *
 * <p>Groups that were drawn apart because DL4J has no grouped convolution become one Conv again
 * where they are still alike.
 */
public final class OnnxExport {
  static final int OPSET = 17;

  /** The oldest version of the format that has this opset. */
  private static final int IR_VERSION = 8;

  private OnnxExport() {}

  /**
   * Writes a network with its parameters. Pruned weights are to be 0 in them.
   *
   * @param parameters over the network's layout, statistics included
   * @param out stays open
   * @throws UserException if a layer is of a kind that only DL4J knows
   * @throws io.pollard.DataException if the parameters do not fit the network
   * @throws IOException if writing fails
   */
  public static void write(Network network, float[] parameters, OutputStream out)
      throws IOException {
    out.write(bytes(network, parameters));
  }

  /** As {@link #write}. */
  public static byte[] bytes(Network network, float[] parameters) {
    network.layout().requireFits(parameters, "parameters of " + network.name());
    requireKnown(network);
    LayerGraph graph = network.graph();
    Node input = graph.nodes().get(0);
    Node output = graph.nodes().get(graph.nodes().size() - 1);
    OnnxGraph written = new OnnxGraph(network, parameters);
    GraphProto.Builder proto =
        GraphProto.newBuilder()
            .setName(network.name())
            .addInput(
                input.output().isVector()
                    ? value(input.name(), input.output().channels())
                    : value(
                        input.name(),
                        input.output().channels(),
                        input.output().height(),
                        input.output().width()));
    written.write(proto);
    proto.addOutput(value(output.name(), output.output().channels()));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("pollard")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setGraph(proto)
        .build()
        .toByteArray();
  }

  private static void requireKnown(Network network) {
    for (Node node : network.graph().nodes()) {
      if (node.operation() instanceof Opaque opaque) {
        throw new UserException(
            "Cannot export network %s to ONNX: layer %s is of type %s, which has no counterpart there; export a DL4J zip instead"
                .formatted(network.name(), node.name(), opaque.type()));
      }
    }
  }

  private static ValueInfoProto value(String name, int... sizes) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("batch"));
    for (int size : sizes) {
      shape.addDim(Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }
}
