package io.pollard.network.onnx;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.ValueInfoProto;

/** What a model is given. */
final class Inputs {
  private Inputs() {}

  /**
   * A model's input.
   *
   * @param name of its tensor
   * @param shape of one example
   * @param image whether it has height and width
   */
  record Input(String name, Shape shape, boolean image) {}

  /**
   * The one input.
   *
   * @param stored names of tensors that only look like inputs
   * @param wanted the shape that it is to have, where the model leaves it open
   * @throws DataException if there is not one, or one that is no batch of images or vectors
   * @throws UserException if the shape is open and not given, or given as another
   */
  static Input of(GraphProto graph, Set<String> stored, Optional<Shape> wanted, Failures failures) {
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !stored.contains(i.getName())).toList();
    if (inputs.size() != 1) {
      throw failures.of(
          "it has %d inputs%s; supported is one"
              .formatted(
                  inputs.size(),
                  inputs.isEmpty()
                      ? ""
                      : inputs.stream()
                          .limit(5)
                          .map(i -> Failures.shorten(i.getName()))
                          .toList()
                          .toString()));
    }
    ValueInfoProto input = inputs.get(0);
    String name = Failures.shorten(input.getName());
    if (input.getType().getTensorType().getElemType() != DataType.FLOAT.getNumber()) {
      throw failures.of("its input '%s' is not of type FLOAT".formatted(name));
    }
    List<Dimension> dims = input.getType().getTensorType().getShape().getDimList();
    boolean image = dims.size() == 4;
    if (!image && dims.size() != 2) {
      throw failures.of(
          "its input '%s' has %d axes; supported are images (batch, channels, height, width) and vectors (batch, values)"
              .formatted(name, dims.size()));
    }
    int[] sizes = new int[3];
    java.util.Arrays.fill(sizes, 1);
    boolean open = false;
    for (int i = 1; i < dims.size(); i++) {
      long size = dims.get(i).getDimValue();
      if (size > Integer.MAX_VALUE) {
        throw failures.of("its input '%s' has a size of %d".formatted(name, size));
      }
      open |= size <= 0;
      sizes[i - 1] = size > 0 ? (int) size : wanted.map(Inputs::sizes).orElse(sizes)[i - 1];
    }
    Shape shape = new Shape(sizes[0], sizes[1], sizes[2]);
    if (open && wanted.isEmpty()) {
      throw new UserException(
          "Cannot import model %s: it takes images of any size (input=%s, shape=%s); say which, as in --input 3x48x192"
              .formatted(failures.model(), name, text(dims)));
    }
    if (wanted.isPresent() && !wanted.get().equals(shape)) {
      throw new UserException(
          "Cannot import model %s: it takes other examples (input=%s, shape=%s, given=%s); choose data that fit"
              .formatted(failures.model(), name, text(dims), wanted.get()));
    }
    return new Input(input.getName(), shape, image);
  }

  private static int[] sizes(Shape shape) {
    return new int[] {shape.channels(), shape.height(), shape.width()};
  }

  private static String text(List<Dimension> dims) {
    return String.join(
        "x",
        dims.stream()
            .map(d -> d.getDimValue() > 0 ? Long.toString(d.getDimValue()) : "?")
            .toList());
  }
}
