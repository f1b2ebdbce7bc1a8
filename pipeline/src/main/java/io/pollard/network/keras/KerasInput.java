package io.pollard.network.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.pollard.UserException;
import io.pollard.network.Shape;
import java.util.Optional;

/** What a Keras model is given. */
final class KerasInput {
  static final String TYPE = "InputLayer";

  private KerasInput() {}

  /**
   * The shape of one example, channels first.
   *
   * @param first layer of the model
   * @param wanted the shape that it is to have, where the model leaves it open
   * @throws UserException if it is open and not given, or given as another
   */
  static Shape shape(KerasLayer first, Optional<Shape> wanted) {
    JsonNode dims = first.config().path("batch_shape");
    dims = dims.isMissingNode() ? first.config().path("batch_input_shape") : dims;
    dims = dims.isMissingNode() ? first.config().path("build_config").path("input_shape") : dims;
    boolean image = dims.size() == 4;
    if (!dims.isMissingNode() && !image && dims.size() != 2) {
      throw first.failure(
          "takes examples of shape %s; supported are images and vectors".formatted(dims));
    }
    if (dims.isMissingNode()) {
      return wanted.orElseThrow(() -> open(first, "unknown"));
    }
    Shape asked = wanted.orElse(new Shape(0, 0, 0));
    boolean last = !first.channelsFirst();
    int channels =
        image && last ? size(dims, 3, asked.channels()) : size(dims, 1, asked.channels());
    int height = image ? size(dims, last ? 1 : 2, asked.height()) : 1;
    int width = image ? size(dims, last ? 2 : 3, asked.width()) : 1;
    if (channels == 0 || height == 0 || width == 0) {
      throw open(first, dims.toString());
    }
    Shape shape = new Shape(channels, height, width);
    if (wanted.isPresent() && !wanted.get().equals(shape)) {
      throw new UserException(
          "Cannot import model %s: it takes other examples (input=%s, shape=%s, given=%s); choose data that fit"
              .formatted(first.model(), first.name(), shape, wanted.get()));
    }
    return shape;
  }

  private static int size(JsonNode dims, int axis, int otherwise) {
    return dims.path(axis).isInt() ? Math.max(0, dims.path(axis).asInt()) : otherwise;
  }

  private static UserException open(KerasLayer first, String shape) {
    return new UserException(
        "Cannot import model %s: it takes images of any size (input=%s, shape=%s); say which, as in --input 3x48x192"
            .formatted(first.model(), first.name(), shape));
  }
}
