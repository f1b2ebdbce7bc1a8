package io.pollard.engine.onednn;

import io.pollard.engine.onednn.ConvolutionKernels.Need;
import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A dense layer, perhaps with an activation. Reads its source in C order: the kernels for that are
 * so much faster than those for blocked images that a copy is worth it.
 */
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

  private void lower() {
    LoweredWeights weights = new LoweredWeights(lowering, layer);
    DenseKernels kernels = kernels(weights.order());
    Tensor source = lowering.vector(sourceName);
    Tensor destination =
        lowering.builder().temporary(Descriptor.plain(result(), lowering.batch(), dense.nOut()));
    Arguments arguments =
        new Arguments()
            .with(Args.SRC, source)
            .with(Args.WEIGHTS, weights.forward(kernels.forward()))
            .with(Args.DST, destination);
    Optional<Slice> bias =
        dense.bias()
            ? Optional.of(lowering.parameters().slice(layer, Role.BIAS))
            : Optional.empty();
    bias.ifPresent(b -> arguments.with(Args.BIAS, lowering.parameters().value(b)));
    lowering.builder().execute(kernels.forward(), arguments);
    lowering.value(step.output(), destination);
    List<Slice> slices = new ArrayList<>();
    slices.add(lowering.parameters().slice(layer, Role.WEIGHT));
    bias.ifPresent(slices::add);
    lowering.onBackward(
        step.output(),
        slices,
        gradient -> backward(gradient, kernels, weights, source, destination, bias));
  }

  private void backward(
      Gradient gradient,
      DenseKernels kernels,
      LoweredWeights weights,
      Tensor source,
      Tensor destination,
      Optional<Slice> bias) {
    Gradient inner = LoweredFunctions.throughFused(lowering, step, gradient, destination);
    Tensor slopes =
        lowering.convert(
            inner.tensor(), Descriptor.plain(lowering.element(), lowering.batch(), dense.nOut()));
    Arguments arguments = new Arguments().with(Args.SRC, source).with(Args.DIFF_DST, slopes);
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
                  .with(Args.DIFF_DST, slopes)
                  .with(Args.WEIGHTS, weights.backward(kernel))
                  .with(Args.DIFF_SRC, sourceGradient));
      lowering.pass(sourceName, new Gradient(sourceGradient, true));
    }
  }

  /** Logits keep their precision. */
  private Element result() {
    return lowering.isLogits(step.output()) ? Element.FLOAT32 : lowering.element();
  }

  /** Kernels for the weights as they are kept, else for any order of theirs. */
  private DenseKernels kernels(Optional<Descriptor> kept) {
    List<Descriptor> orders = new ArrayList<>();
    kept.map(order -> order.as(lowering.element())).ifPresent(orders::add);
    orders.add(Descriptor.any(lowering.element(), dense.nOut(), dense.nIn()));
    PostOps postOps =
        step.function().map(f -> PostOps.of(Elementwise.of(f).get(0))).orElse(PostOps.NONE);
    Need need = new Need(lowering.mode().isLearning(), lowering.needsGradient(sourceName));
    for (Descriptor weights : orders) {
      Optional<DenseKernels> found =
          DenseKernels.of(
              lowering.owner(), dense, lowering.batch(), weights, result(), postOps, need);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new Unsupported(
        "layer " + layer + " is a dense layer that oneDNN has no fast kernels for");
  }
}
