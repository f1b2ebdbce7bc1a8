package io.pollard.network.dl4j;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;

/** DL4J's inference of types, with its mistake put right. */
public final class VertexTypes {
  private VertexTypes() {}

  /**
   * The type of a vertex's result. DL4J 1.0.0-M2.1 counts the channels that a SubsetVertex takes of
   * an image backwards.
   *
   * @param index of the vertex, for messages
   */
  public static InputType after(GraphVertex vertex, int index, InputType... inputs) {
    if (vertex instanceof SubsetVertex s && inputs[0] instanceof InputTypeConvolutional image) {
      return InputType.convolutional(
          image.getHeight(), image.getWidth(), s.getTo() - s.getFrom() + 1L, image.getFormat());
    }
    return vertex.getOutputType(index, inputs);
  }
}
