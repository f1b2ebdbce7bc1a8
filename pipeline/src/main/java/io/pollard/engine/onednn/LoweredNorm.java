package io.pollard.engine.onednn;

import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Batch norm, perhaps with ReLU. */
final class LoweredNorm {
  private final Lowering lowering;
  private final Fusion.Step step;
  private final BatchNorm norm;
  private final String layer;
  private final Optional<Slice> gamma;
  private final Optional<Slice> beta;

  private LoweredNorm(Lowering lowering, Fusion.Step step, BatchNorm norm) {
    this.lowering = lowering;
    this.step = step;
    this.norm = norm;
    layer = step.node().name();
    gamma = lowering.parameters().find(layer, Role.GAMMA);
    beta = lowering.parameters().find(layer, Role.BETA);
  }

  static void lower(Lowering lowering, Fusion.Step step, BatchNorm norm) {
    new LoweredNorm(lowering, step, norm).lower();
  }

  private void lower() {
    String sourceName = step.node().inputs().get(0);
    boolean training = lowering.mode() == Mode.TRAINING;
    Parameters parameters = lowering.parameters();
    Tensor source = lowering.image(sourceName);
    Tensor destination = lowering.like(source);
    NormKernels kernels =
        new NormKernels(
            lowering.owner(),
            norm,
            source.descriptor(),
            gamma.isPresent(),
            !training,
            step.activation().isPresent());
    Kernel forward = kernels.forward(lowering.mode().isLearning());
    Slice meanSlice = parameters.slice(layer, Role.MEAN);
    Slice varianceSlice = parameters.slice(layer, Role.VARIANCE);
    Tensor mean =
        training
            ? lowering.builder().temporary(Descriptor.plain(norm.channels()))
            : parameters.value(meanSlice);
    Tensor variance =
        training
            ? lowering.builder().temporary(Descriptor.plain(norm.channels()))
            : parameters.value(varianceSlice);
    Arguments arguments =
        new Arguments()
            .with(Args.SRC, source)
            .with(Args.DST, destination)
            .with(Args.MEAN, mean)
            .with(Args.VARIANCE, variance);
    gamma.ifPresent(g -> arguments.with(Args.SCALE, parameters.value(g)));
    beta.ifPresent(b -> arguments.with(Args.SHIFT, parameters.value(b)));
    Optional<Tensor> workspace =
        Optional.of(forward.workspace())
            .filter(order -> !order.isNone())
            .map(lowering.builder()::temporary);
    workspace.ifPresent(w -> arguments.with(Args.WORKSPACE, w));
    lowering.builder().execute(forward, arguments);
    lowering.value(step.output(), destination);
    if (training) {
      float[] batch = new float[norm.channels()];
      lowering
          .builder()
          .act(
              List.of(mean, variance),
              () -> {
                remember(mean, meanSlice, batch);
                remember(variance, varianceSlice, batch);
              });
    }
    List<Slice> slices = new ArrayList<>();
    gamma.ifPresent(slices::add);
    beta.ifPresent(slices::add);
    lowering.onBackward(
        step.output(),
        slices,
        gradient -> {
          Tensor result =
              backward(kernels.backward(forward), gradient, source, mean, variance, workspace);
          lowering.pass(sourceName, new Gradient(result, true));
        });
  }

  /** What is taken from a running statistic in this step: {@code (1 - decay)(old - batch)}. */
  private void remember(Tensor statistic, Slice slice, float[] batch) {
    Parameters parameters = lowering.parameters();
    statistic.floats().get(batch);
    float rate = (float) (1.0 - norm.decay());
    int at = parameters.offset(slice);
    for (int i = 0; i < batch.length; i++) {
      parameters.taken(at + i, rate * (parameters.weight(at + i) - batch[i]));
    }
  }

  private Tensor backward(
      Kernel kernel,
      Gradient gradient,
      Tensor source,
      Tensor mean,
      Tensor variance,
      Optional<Tensor> workspace) {
    Parameters parameters = lowering.parameters();
    Tensor result = lowering.like(source);
    Tensor given = lowering.convert(gradient.tensor(), source.descriptor());
    Arguments arguments =
        new Arguments()
            .with(Args.SRC, source)
            .with(Args.MEAN, mean)
            .with(Args.VARIANCE, variance)
            .with(Args.DIFF_DST, given)
            .with(Args.DIFF_SRC, result);
    gamma.ifPresent(
        g ->
            arguments
                .with(Args.SCALE, parameters.value(g))
                .with(Args.DIFF_SCALE, parameters.gradient(g)));
    beta.ifPresent(
        b ->
            arguments
                .with(Args.SHIFT, parameters.value(b))
                .with(Args.DIFF_SHIFT, parameters.gradient(b)));
    workspace.ifPresent(w -> arguments.with(Args.WORKSPACE, w));
    lowering.builder().execute(kernel, arguments);
    return result;
  }
}
