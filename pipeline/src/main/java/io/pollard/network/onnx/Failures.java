package io.pollard.network.onnx;

import io.pollard.DataException;
import onnx.Onnx.NodeProto;

/**
 * What can be wrong with a model.
 *
 * @param model its name
 */
record Failures(String model) {
  private static final int LONGEST = 120;

  /** Of the model as a whole. */
  DataException of(String why) {
    return new DataException("Cannot import model %s: %s".formatted(model, why));
  }

  /** Of one node. */
  DataException at(NodeProto node, String why) {
    return of("node %s %s".formatted(describe(node), why));
  }

  /** A node by name and operator. */
  static String describe(NodeProto node) {
    return "'%s' (%s)".formatted(shorten(name(node)), shorten(node.getOpType()));
  }

  /** A node's name, or that of its result if it has none. */
  static String name(NodeProto node) {
    return node.getName().isBlank() && node.getOutputCount() > 0
        ? node.getOutput(0)
        : node.getName();
  }

  /** Names in damaged files may be anything. */
  static String shorten(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }
}
