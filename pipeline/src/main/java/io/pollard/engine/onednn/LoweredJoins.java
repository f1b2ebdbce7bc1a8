package io.pollard.engine.onednn;

import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/** Sums and concatenations of values, and sums of gradients. */
final class LoweredJoins {
  private LoweredJoins() {}

  /** The sum of a node's inputs, perhaps with an activation. */
  static void add(Lowering lowering, Fusion.Step step) {
    Node node = step.node();
    Tensor first = lowering.value(node.inputs().get(0));
    Tensor sum = lowering.like(first);
    PostOps last =
        step.function().map(f -> PostOps.of(Elementwise.of(f).get(0))).orElse(PostOps.NONE);
    int inputs = node.inputs().size();
    if (inputs == 1) {
      Kernel identity =
          Kernels.eltwise(lowering.owner(), Elementwise.linear(1.0, 0.0), first.descriptor(), last);
      lowering
          .builder()
          .execute(identity, new Arguments().with(Args.SRC, first).with(Args.DST, sum));
    }
    for (int i = 1; i < inputs; i++) {
      Tensor next = lowering.convert(lowering.value(node.inputs().get(i)), first.descriptor());
      PostOps postOps = i + 1 == inputs ? last : PostOps.NONE;
      plus(lowering, i == 1 ? first : sum, next, sum, postOps);
    }
    lowering.value(step.output(), sum);
    lowering.onBackward(
        step.output(),
        List.of(),
        gradient -> {
          Gradient inner = LoweredFunctions.throughFused(lowering, step, gradient, sum);
          boolean alone = inputs == 1 && inner.exclusive();
          for (String input : node.inputs()) {
            lowering.pass(input, new Gradient(inner.tensor(), alone));
          }
        });
  }

  private static void plus(Lowering lowering, Tensor a, Tensor b, Tensor sum, PostOps postOps) {
    Kernel kernel = Kernels.binary(lowering.owner(), dnnl.dnnl_binary_add, a.descriptor(), postOps);
    lowering
        .builder()
        .execute(kernel, new Arguments().with(Args.SRC, a).with(Args.SRC_1, b).with(Args.DST, sum));
  }

  /** The sum of what a node's readers have handed back. */
  static Gradient sum(Lowering lowering, List<Gradient> all) {
    if (all.size() == 1) {
      return all.get(0);
    }
    int first = 0;
    for (int i = all.size() - 1; i >= 0; i--) {
      first = all.get(i).exclusive() ? i : first;
    }
    Tensor sum = lowering.over(all.get(first));
    Tensor at = all.get(first).tensor();
    for (int i = 0; i < all.size(); i++) {
      if (i != first) {
        plus(lowering, at, all.get(i).tensor(), sum, PostOps.NONE);
        at = sum;
      }
    }
    return new Gradient(sum, true);
  }

  /**
   * Some channels of an image, copied. Blocks of channels are taken apart first where a block would
   * be cut.
   */
  static void channels(Lowering lowering, Node node, Channels channels) {
    String sourceName = node.inputs().get(0);
    Shape whole = lowering.shape(sourceName);
    Layout inner = lowering.layout().cutAt(IntStream.of(channels.from(), channels.to()));
    Descriptor order = inner.image(lowering.element(), lowering.batch(), whole);
    Descriptor taken = inner.image(lowering.element(), lowering.batch(), node.output());
    long[] from = {0, channels.from(), 0, 0};
    Tensor source = lowering.convert(lowering.value(sourceName), order);
    Tensor part = lowering.reordered(source.as(order.window(taken.dims(), from)), taken);
    lowering.value(node.name(), lowering.convert(part, lowering.order(node.output())));
    lowering.onBackward(
        node.name(),
        List.of(),
        gradient -> {
          Tensor all = lowering.builder().temporary(order);
          lowering
              .builder()
              .act(
                  List.of(all),
                  () -> Pointer.memset(all.storage().pointer(), 0, all.descriptor().bytes()));
          Tensor own = lowering.convert(gradient.tensor(), taken);
          lowering.copy(own, all.as(order.window(taken.dims(), from)));
          lowering.pass(sourceName, new Gradient(all, true));
        });
  }

  /** The inputs' channels behind each other. */
  static void concat(Lowering lowering, Node node) {
    List<Shape> shapes = node.inputs().stream().map(lowering::shape).toList();
    Layout inner = lowering.layout().cutAt(shapes.stream().mapToInt(Shape::channels));
    List<Tensor> parts =
        IntStream.range(0, shapes.size())
            .mapToObj(
                i ->
                    lowering.convert(
                        lowering.value(node.inputs().get(i)),
                        inner.image(lowering.element(), lowering.batch(), shapes.get(i))))
            .toList();
    Descriptor order = inner.image(lowering.element(), lowering.batch(), node.output());
    Tensor whole = lowering.builder().temporary(order);
    Kernel kernel =
        Kernels.concat(lowering.owner(), parts.stream().map(Tensor::descriptor).toList(), order);
    Arguments arguments = new Arguments().with(Args.DST, whole);
    for (int i = 0; i < parts.size(); i++) {
      arguments.with(Args.source(i), parts.get(i));
    }
    lowering.builder().execute(kernel, arguments);
    lowering.value(node.name(), lowering.convert(whole, lowering.order(node.output())));
    lowering.onBackward(
        node.name(), List.of(), gradient -> split(lowering, node, parts, order, gradient));
  }

  private static void split(
      Lowering lowering, Node node, List<Tensor> parts, Descriptor order, Gradient gradient) {
    Tensor whole = lowering.convert(gradient.tensor(), order);
    long channel = 0;
    for (int i = 0; i < parts.size(); i++) {
      Descriptor part = parts.get(i).descriptor();
      if (lowering.needsGradient(node.inputs().get(i))) {
        Descriptor window = order.window(part.dims(), new long[] {0, channel, 0, 0});
        Tensor own = lowering.reordered(whole.as(window), part);
        lowering.pass(node.inputs().get(i), new Gradient(own, true));
      }
      channel += part.dims()[1];
    }
  }
}
