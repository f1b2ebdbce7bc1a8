package io.pollard.engine.onednn;

import io.pollard.engine.onednn.ConvolutionKernels.Need;
import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A convolution, perhaps with an activation. */
final class LoweredConvolution {
  private final Lowering lowering;
  private final Fusion.Step step;
  private final Node node;
  private final Convolution convolution;
  private final String sourceName;

  private LoweredConvolution(Lowering lowering, Fusion.Step step, Convolution convolution) {
    this.lowering = lowering;
    this.step = step;
    this.node = step.node();
    this.convolution = convolution;
    sourceName = node.inputs().get(0);
  }

  static void lower(Lowering lowering, Fusion.Step step, Convolution convolution) {
    if (LoweredFiltering.suits(lowering, convolution, step.node().output())) {
      LoweredFiltering.lower(lowering, step, convolution);
    } else {
      new LoweredConvolution(lowering, step, convolution).lower();
    }
  }

  /** Kernels and the orders they were made for. */
  private record Choice(ConvolutionKernels kernels, Descriptor source, Descriptor destination) {}

  private void lower() {
    LoweredWeights weights = new LoweredWeights(lowering, node.name());
    Choice choice = choice(weights.order());
    Tensor source = lowering.convert(lowering.value(sourceName), choice.source());
    Tensor destination = lowering.builder().temporary(choice.destination());
    Arguments arguments =
        new Arguments()
            .with(Args.SRC, source)
            .with(Args.WEIGHTS, weights.forward(choice.kernels().forward()))
            .with(Args.DST, destination);
    Optional<Slice> bias =
        convolution.bias()
            ? Optional.of(lowering.parameters().slice(node.name(), Role.BIAS))
            : Optional.empty();
    bias.ifPresent(b -> arguments.with(Args.BIAS, lowering.parameters().value(b)));
    lowering.builder().execute(choice.kernels().forward(), arguments);
    lowering.value(step.output(), destination);
    List<Slice> slices = new ArrayList<>();
    slices.add(lowering.parameters().slice(node.name(), Role.WEIGHT));
    bias.ifPresent(slices::add);
    lowering.onBackward(
        step.output(),
        slices,
        gradient -> backward(gradient, choice.kernels(), weights, source, destination, bias));
  }

  private void backward(
      Gradient gradient,
      ConvolutionKernels kernels,
      LoweredWeights weights,
      Tensor source,
      Tensor destination,
      Optional<Slice> bias) {
    Gradient inner = LoweredFunctions.throughFused(lowering, step, gradient, destination);
    Arguments arguments =
        new Arguments().with(Args.SRC, source).with(Args.DIFF_DST, inner.tensor());
    bias.ifPresent(b -> arguments.with(Args.DIFF_BIAS, lowering.parameters().gradient(b)));
    weights.gradient(kernels.backwardWeights().orElseThrow(), arguments);
    if (kernels.backwardData().isPresent()) {
      Kernel kernel = kernels.backwardData().get();
      Tensor sourceGradient = lowering.like(source);
      lowering
          .builder()
          .execute(
              kernel,
              new Arguments()
                  .with(Args.DIFF_DST, inner.tensor())
                  .with(Args.WEIGHTS, weights.backward(kernel))
                  .with(Args.DIFF_SRC, sourceGradient));
      lowering.pass(sourceName, new Gradient(sourceGradient, true));
    }
  }

  /**
   * The first of a fixed list of orders for which the library has good kernels: the source as it
   * is, the source in the network's order, both in C order; each with the weights as they are kept,
   * then in any order.
   */
  private Choice choice(Optional<Descriptor> kept) {
    Descriptor image = lowering.order(lowering.shape(sourceName));
    Descriptor result = lowering.order(node.output());
    Descriptor any = Descriptor.any(lowering.element(), ConvolutionKernels.weightDims(convolution));
    List<Descriptor> weightOrders = new ArrayList<>();
    kept.map(order -> order.as(lowering.element())).ifPresent(weightOrders::add);
    weightOrders.add(any);
    for (Descriptor weights : weightOrders) {
      for (Descriptor source : sources(image)) {
        Optional<Choice> found = tried(source, weights, result);
        if (found.isPresent()) {
          return found.get();
        }
      }
      Descriptor plainSource = plain(image);
      Optional<Choice> found = tried(plainSource, weights, plain(result));
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new Unsupported(
        "layer " + node.name() + " is a convolution that oneDNN has no fast kernels for");
  }

  /**
   * Few input channels want C order beside blocks, and an order like the result's otherwise. How
   * the source happens to lie does not matter: a cut before this layer must not change its bits.
   */
  private List<Descriptor> sources(Descriptor image) {
    Descriptor plain = plain(image);
    if (lowering.layout() == Layout.CHANNELS_LAST) {
      return List.of(image, plain);
    }
    boolean blocks = lowering.layout().blocks((int) image.dims()[1]);
    return blocks ? List.of(image) : List.of(plain, image);
  }

  private static Descriptor plain(Descriptor image) {
    return Descriptor.plain(image.element(), image.dims());
  }

  private Optional<Choice> tried(Descriptor source, Descriptor weights, Descriptor destination) {
    PostOps postOps =
        step.function().map(f -> PostOps.of(Elementwise.of(f).get(0))).orElse(PostOps.NONE);
    Need need = new Need(lowering.mode().isLearning(), lowering.needsGradient(sourceName));
    return ConvolutionKernels.of(
            lowering.owner(), convolution, source, weights, destination, postOps, need)
        .map(kernels -> new Choice(kernels, source, destination));
  }
}
