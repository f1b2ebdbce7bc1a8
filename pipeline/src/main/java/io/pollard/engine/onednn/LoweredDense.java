package io.pollard.engine.onednn;

import io.pollard.engine.onednn.ConvolutionKernels.Need;
import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A dense layer, perhaps with an activation. Reads images as they lie. */
final class LoweredDense {
  private final Lowering lowering;
  private final Fusion.Step step;
  private final Dense dense;
  private final String layer;
  private final String sourceName;

  private LoweredDense(Lowering lowering, Fusion.Step step, Dense dense) {
    this.lowering = lowering;
    this.step = step;
    this.dense = dense;
    layer = step.node().name();
    sourceName = step.node().inputs().get(0);
  }

  static void lower(Lowering lowering, Fusion.Step step, Dense dense) {
    new LoweredDense(lowering, step, dense).lower();
  }

  private record Choice(DenseKernels kernels, Descriptor source) {}

  private void lower() {
    LoweredWeights weights = new LoweredWeights(lowering, layer);
    Choice choice = choice(weights.order());
    Tensor source = lowering.convert(lowering.value(sourceName), choice.source());
    Tensor destination =
        lowering.builder().temporary(Descriptor.plain(lowering.batch(), dense.nOut()));
    Arguments arguments =
        new Arguments()
            .with(Args.SRC, source)
            .with(Args.WEIGHTS, weights.forward(choice.kernels().forward()))
            .with(Args.DST, destination);
    Optional<Slice> bias =
        dense.bias()
            ? Optional.of(lowering.parameters().slice(layer, Role.BIAS))
            : Optional.empty();
    bias.ifPresent(b -> arguments.with(Args.BIAS, lowering.parameters().value(b)));
    lowering.builder().execute(choice.kernels().forward(), arguments);
    lowering.value(step.output(), destination);
    List<Slice> slices = new ArrayList<>();
    slices.add(lowering.parameters().slice(layer, Role.WEIGHT));
    bias.ifPresent(slices::add);
    lowering.onBackward(
        step.output(),
        slices,
        gradient -> backward(gradient, choice.kernels(), weights, source, destination, bias));
  }

  private void backward(
      Gradient gradient,
      DenseKernels kernels,
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
   * The source as the kept weights expect it, or as it lies; failing good kernels for that, as a
   * vector.
   */
  private Choice choice(Optional<Descriptor> kept) {
    Descriptor vector = Descriptor.plain(lowering.batch(), dense.nIn());
    Descriptor given = lowering.value(sourceName).descriptor();
    Optional<Descriptor> image = kept.filter(order -> order.dims().length == 4).map(this::image);
    List<Descriptor> sources = new ArrayList<>();
    image.or(() -> Optional.of(given).filter(order -> !order.isLinear())).ifPresent(sources::add);
    sources.add(vector);
    for (Descriptor source : sources) {
      Descriptor any = Descriptor.any(DenseKernels.weightDims(dense, source));
      List<Descriptor> orders = new ArrayList<>();
      kept.filter(order -> order.dims().length == source.dims().length).ifPresent(orders::add);
      orders.add(any);
      for (Descriptor weights : orders) {
        Optional<Choice> found = tried(source, weights);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new Unsupported(
        "layer " + layer + " is a dense layer that oneDNN has no fast kernels for");
  }

  private Descriptor image(Descriptor weights) {
    long[] dims = weights.dims();
    Shape shape = new Shape((int) dims[1], (int) dims[2], (int) dims[3]);
    return lowering.layout().image(lowering.batch(), shape);
  }

  private Optional<Choice> tried(Descriptor source, Descriptor weights) {
    PostOps postOps =
        step.function().map(f -> PostOps.of(Elementwise.of(f).get(0))).orElse(PostOps.NONE);
    Need need = new Need(lowering.mode().isLearning(), lowering.needsGradient(sourceName));
    return DenseKernels.of(lowering.owner(), dense, source, weights, postOps, need)
        .map(kernels -> new Choice(kernels, source));
  }
}
