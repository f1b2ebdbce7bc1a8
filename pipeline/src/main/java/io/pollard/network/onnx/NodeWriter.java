package io.pollard.network.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.nd4j.shade.protobuf.ByteString;

/** Adds nodes and stored tensors to a graph. A node has one result, which bears its name. */
final class NodeWriter {
  private final GraphProto.Builder graph;

  NodeWriter(GraphProto.Builder graph) {
    this.graph = graph;
  }

  /** A node to which attributes can be added; {@link #add} ends it. */
  final class Draft {
    private final NodeProto.Builder node = NodeProto.newBuilder();

    private Draft(String type, String name, List<String> inputs) {
      node.setOpType(type).setName(name).addAllInput(inputs).addOutput(name);
    }

    Draft number(String name, double value) {
      node.addAttribute(
          AttributeProto.newBuilder()
              .setName(name)
              .setType(AttributeType.FLOAT)
              .setF((float) value));
      return this;
    }

    Draft integer(String name, long value) {
      node.addAttribute(
          AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value));
      return this;
    }

    Draft integers(String name, int... values) {
      node.addAttribute(
          AttributeProto.newBuilder()
              .setName(name)
              .setType(AttributeType.INTS)
              .addAllInts(Arrays.stream(values).mapToObj(Long::valueOf).toList()));
      return this;
    }

    void add() {
      graph.addNode(node);
    }
  }

  Draft node(String type, String name, String... inputs) {
    return new Draft(type, name, Arrays.asList(inputs));
  }

  /** Stores floats; returns their name. */
  String floats(String name, List<Integer> dims, float... values) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return store(name, DataType.FLOAT, dims, bytes);
  }

  /** Stores integers; returns their name. */
  String integers(String name, long... values) {
    byte[] bytes = new byte[values.length * Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    return store(name, DataType.INT64, List.of(values.length), bytes);
  }

  private String store(String name, DataType type, List<Integer> dims, byte[] bytes) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .addAllDims(dims.stream().map(Integer::longValue).toList())
            .setRawData(ByteString.copyFrom(bytes)));
    return name;
  }
}
