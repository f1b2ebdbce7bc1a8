package io.pollard.network.dl4j;

import io.pollard.network.Shape;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;

/** DL4J's types of activations and our shapes. */
final class Types {
  private Types() {}

  /** An image, or a vector where height and width are 1. */
  static InputType of(Shape shape, CNN2DFormat format) {
    return shape.isVector()
        ? InputType.feedForward(shape.channels())
        : InputType.convolutional(shape.height(), shape.width(), shape.channels(), format);
  }

  /**
   * Our shape.
   *
   * @throws IllegalArgumentException if it has none, such as a volume
   */
  static Shape shape(InputType type) {
    if (type instanceof InputType.InputTypeFeedForward vector) {
      return Shape.vector(Math.toIntExact(vector.getSize()));
    }
    if (type instanceof InputType.InputTypeConvolutional image) {
      return new Shape(
          Math.toIntExact(image.getChannels()),
          Math.toIntExact(image.getHeight()),
          Math.toIntExact(image.getWidth()));
    }
    if (type instanceof InputType.InputTypeRecurrent sequence) {
      return new Shape(
          Math.toIntExact(sequence.getSize()),
          Math.toIntExact(Math.max(1, sequence.getTimeSeriesLength())),
          1);
    }
    throw new IllegalArgumentException(
        "activations of type " + type + " are neither image nor vector");
  }
}
