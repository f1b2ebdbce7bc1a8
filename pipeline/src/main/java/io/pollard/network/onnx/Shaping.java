package io.pollard.network.onnx;

import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Flatten;
import io.pollard.network.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.NodeProto;

/** Operators that give values another shape, or a part of them. */
final class Shaping {
  private Shaping() {}

  static void flatten(NodeProto node, Translation t) {
    long axis = t.attributes(node).integer("axis", 1);
    Translation.Value x = t.computed(node, 0);
    if (axis != 1 && axis != (x.image() ? -3 : -1)) {
      throw t.failure(node, "flattens from axis %d; supported is 1".formatted(axis));
    }
    vector(node, x, t);
  }

  /** The batch comes first, whatever number stands for it; the rest is all in one, or as it was. */
  static void reshape(NodeProto node, Translation t) {
    Translation.Value x = t.computed(node, 0);
    Shape shape = t.shape(x);
    long[] target =
        t.has(node, 1)
            ? t.constant(node, 1, "its shape").integers()
            : t.attributes(node).integers("shape").orElse(List.of()).stream()
                .mapToLong(Long::longValue)
                .toArray();
    long[] now =
        x.image()
            ? new long[] {-1, shape.channels(), shape.height(), shape.width()}
            : new long[] {-1, shape.channels()};
    long[] rest = new long[Math.max(0, target.length - 1)];
    long known = 1;
    int open = -1;
    for (int i = 0; i < rest.length; i++) {
      long size = target[i + 1];
      rest[i] = size == 0 && i + 1 < now.length ? now[i + 1] : size;
      if (rest[i] == -1) {
        open = i;
      } else {
        known *= rest[i];
      }
    }
    if (open >= 0 && known > 0) {
      rest[open] = shape.size() / known;
    }
    boolean flat = rest.length == 1 && rest[0] == shape.size();
    long[] image = {shape.channels(), shape.height(), shape.width()};
    if (flat) {
      vector(node, x, t);
    } else if (Arrays.equals(rest, image)) {
      t.result(node, new Translation.Value(x.node(), true));
    } else {
      throw t.failure(
          node,
          "gives a value of shape %s the shape %s; supported is to flatten it"
              .formatted(shape, Arrays.toString(target)));
    }
  }

  /** Takes height and width away from an image of one pixel. */
  static void squeeze(NodeProto node, Translation t) {
    Translation.Value x = t.computed(node, 0);
    List<Long> axes = axes(node, t).orElse(List.of(2L, 3L));
    List<Long> positive = axes.stream().map(a -> a < 0 ? a + 4 : a).sorted().toList();
    if (!x.image() || !t.shape(x).isVector() || !positive.equals(List.of(2L, 3L))) {
      throw t.failure(
          node,
          "takes axes %s away from shape %s; supported are height and width of one pixel"
              .formatted(axes, t.shape(x)));
    }
    t.result(node, new Translation.Value(x.node(), false));
  }

  /** Gives a vector a height and a width of 1. */
  static void unsqueeze(NodeProto node, Translation t) {
    Translation.Value x = t.computed(node, 0);
    List<Long> axes = axes(node, t).orElse(List.of());
    List<Long> positive = axes.stream().map(a -> a < 0 ? a + 4 : a).sorted().toList();
    if (x.image() || !positive.equals(List.of(2L, 3L))) {
      throw t.failure(
          node, "adds axes %s; supported are height and width of a vector".formatted(axes));
    }
    t.result(node, new Translation.Value(x.node(), true));
  }

  /** Axes are an attribute in older versions, an input in newer ones. */
  static Optional<List<Long>> axes(NodeProto node, Translation t) {
    return t.has(node, 1)
        ? Optional.of(Arrays.stream(t.constant(node, 1, "its axes").integers()).boxed().toList())
        : t.attributes(node).integers("axes");
  }

  /** Some channels: borders are attributes up to opset 9, inputs from 10 on. */
  static void slice(NodeProto node, Translation t) {
    Translation.Value x = t.computed(node, 0);
    long[] starts = list(node, "starts", 1, t);
    long[] ends = list(node, "ends", 2, t);
    long[] axes = t.has(node, 3) || t.opset() < 10 ? list(node, "axes", 3, t) : new long[] {0};
    long[] steps = t.has(node, 4) ? t.constant(node, 4, "its steps").integers() : new long[] {1};
    boolean channels =
        starts.length == 1
            && ends.length == 1
            && Arrays.equals(axes, new long[] {1})
            && Arrays.equals(steps, new long[] {1});
    if (!channels) {
      throw t.failure(node, "takes other parts than channels one behind the other");
    }
    int all = t.shape(x).channels();
    int from = (int) Math.max(0, Math.min(all, starts[0] < 0 ? starts[0] + all : starts[0]));
    int to = (int) Math.max(0, Math.min(all, ends[0] < 0 ? ends[0] + all : ends[0]));
    t.result(node, t.draw(node, t.name(node), new Channels(from, to), x.node()), x.image());
  }

  private static long[] list(NodeProto node, String name, int input, Translation t) {
    return t.has(node, input)
        ? t.constant(node, input, "its " + name).integers()
        : t.attributes(node).integers(name).orElse(List.of()).stream()
            .mapToLong(Long::longValue)
            .toArray();
  }

  /** Parts of the channels, each a result of its own. */
  static void split(NodeProto node, Translation t) {
    Translation.Value x = t.computed(node, 0);
    long axis = t.attributes(node).integer("axis", 0);
    int all = t.shape(x).channels();
    int parts = node.getOutputCount();
    long[] sizes = list(node, "split", 1, t);
    if (sizes.length == 0 && parts > 0) {
      sizes = new long[parts];
      int each = (all + parts - 1) / parts;
      for (int i = 0; i < parts; i++) {
        sizes[i] = Math.min(each, all - (long) each * i);
      }
    }
    boolean channels = axis == 1 || axis == (x.image() ? -3 : -1);
    if (!channels || sizes.length != parts || Arrays.stream(sizes).sum() != all) {
      throw t.failure(
          node,
          "splits axis %d of shape %s into %s; supported are channels (axis=1)"
              .formatted(axis, t.shape(x), Arrays.toString(sizes)));
    }
    String name = t.name(node);
    int from = 0;
    for (int i = 0; i < parts; i++) {
      int to = (int) (from + sizes[i]);
      String part = t.draw(node, name + ":" + i, new Channels(from, to), x.node());
      t.result(node, i, new Translation.Value(part, x.image()));
      from = to;
    }
  }

  /** One pixel per channel, repeated over an image. */
  static void expand(NodeProto node, Translation t) {
    Translation.Value x = t.image(node, 0);
    long[] shape = t.constant(node, 1, "its shape").integers();
    boolean spatial =
        shape.length == 4
            && shape[0] == 1
            && (shape[1] == 1 || shape[1] == t.shape(x).channels())
            && Math.min(shape[2], shape[3]) > 0
            && Math.max(shape[2], shape[3]) < Short.MAX_VALUE;
    if (!spatial) {
      throw t.failure(
          node,
          "expands to shape %s; supported are height and width".formatted(Arrays.toString(shape)));
    }
    Broadcast broadcast = new Broadcast((int) shape[2], (int) shape[3]);
    t.result(node, t.draw(node, t.name(node), broadcast, x.node()), true);
  }

  static void same(NodeProto node, Translation t) {
    t.result(node, t.computed(node, 0));
  }

  private static void vector(NodeProto node, Translation.Value x, Translation t) {
    if (t.shape(x).isVector()) {
      t.result(node, new Translation.Value(x.node(), false));
    } else {
      t.result(node, t.draw(node, t.name(node), new Flatten(), x.node()), false);
    }
  }
}
