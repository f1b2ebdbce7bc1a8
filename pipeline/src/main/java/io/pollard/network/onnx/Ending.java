package io.pollard.network.onnx;

import io.pollard.network.LayerGraph;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import java.util.Optional;
import onnx.Onnx.NodeProto;

/** How a classifier ends: with a softmax, which is also where its loss is. */
final class Ending {
  /** The node that is drawn behind models that give logits. */
  private static final String LOSS = ":loss";

  private Ending() {}

  static void softmax(NodeProto node, Translation t) {
    Translation.Value x = t.computed(node, 0);
    long axis = t.attributes(node).integer("axis", t.opset() < 13 ? 1 : -1);
    boolean channels = axis == 1 || (axis == -1 && !x.image()) || (axis == -3 && x.image());
    if (!channels || !t.shape(x).isVector()) {
      throw t.failure(
          node,
          "is a softmax along axis %d of shape %s; supported is one of all classes, at the end"
              .formatted(axis, t.shape(x)));
    }
    String drawn = t.draw(node, t.name(node), new SoftmaxCrossEntropy(), x.node());
    t.result(node, drawn, x.image());
  }

  /**
   * The graph as a whole, whose last node is the softmax; one is added where the model gives
   * logits.
   *
   * @throws io.pollard.DataException if a softmax stands elsewhere, or the output is no vector
   */
  static LayerGraph end(String output, Translation t, Failures failures) {
    Translation.Value value =
        t.value(output)
            .orElseThrow(
                () ->
                    failures.of(
                        "nothing computes its output '%s'".formatted(Failures.shorten(output))));
    LayerGraph graph = t.builder().graph();
    Optional<LayerGraph.Node> other =
        graph.nodes().stream()
            .filter(n -> n.operation() instanceof SoftmaxCrossEntropy)
            .filter(n -> !n.name().equals(value.node()))
            .findFirst();
    if (other.isPresent()) {
      throw failures.of(
          "node '%s' is a softmax that is not the output; supported is one at the end"
              .formatted(Failures.shorten(other.get().name())));
    }
    if (!t.shape(value).isVector()) {
      throw failures.of(
          "its output has shape %s, not one value per class; supported are classifiers"
              .formatted(t.shape(value)));
    }
    if (t.shape(value).channels() < 2) {
      throw failures.of("it has a single output; a classifier tells at least 2 classes apart");
    }
    boolean ends =
        graph.nodes().stream()
            .filter(n -> n.name().equals(value.node()))
            .anyMatch(n -> n.operation() instanceof SoftmaxCrossEntropy);
    if (!ends) {
      t.builder().node(value.node() + LOSS, new SoftmaxCrossEntropy(), value.node());
      t.remarks().add("its outputs are logits; a softmax was added");
    }
    return t.builder().graph();
  }
}
