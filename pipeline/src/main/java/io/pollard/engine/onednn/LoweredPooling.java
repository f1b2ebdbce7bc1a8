package io.pollard.engine.onednn;

import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Activation.Function;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Shape;
import java.util.List;
import java.util.Optional;

/** Pooling, and on the way back the ReLU of its source where that was left to it. */
final class LoweredPooling {
  private LoweredPooling() {}

  /** Pooling over a whole image. */
  static Pooling whole(Shape image, GlobalPooling global) {
    int height = image.height();
    int width = image.width();
    return new Pooling(global.max(), height, width, height, width, Padding.NONE, false);
  }

  static void lower(Lowering lowering, Fusion.Step step, Pooling pooling) {
    Node node = step.node();
    String sourceName = node.inputs().get(0);
    Tensor source = lowering.image(sourceName);
    Tensor destination = lowering.builder().temporary(lowering.order(node.output()));
    PoolingKernels kernels =
        new PoolingKernels(
            lowering.owner(), pooling, source.descriptor(), destination.descriptor());
    Kernel forward = kernels.forward(lowering.mode().isLearning());
    Arguments arguments = new Arguments().with(Args.SRC, source).with(Args.DST, destination);
    Optional<Tensor> workspace =
        Optional.of(forward.workspace())
            .filter(order -> !order.isNone())
            .map(lowering.builder()::temporary);
    workspace.ifPresent(w -> arguments.with(Args.WORKSPACE, w));
    lowering.builder().execute(forward, arguments);
    lowering.value(node.name(), destination);
    lowering.onBackward(
        node.name(),
        List.of(),
        gradient -> {
          Gradient inner = gradient;
          if (step.reluOfSource()) {
            Elementwise relu = Elementwise.of(new Activation(Function.RELU, 0.0)).get(0);
            inner = LoweredFunctions.through(lowering, relu, gradient, destination);
          }
          Tensor result = lowering.like(source);
          Arguments back =
              new Arguments().with(Args.DIFF_DST, inner.tensor()).with(Args.DIFF_SRC, result);
          workspace.ifPresent(w -> back.with(Args.WORKSPACE, w));
          lowering.builder().execute(kernels.backward(forward), back);
          lowering.pass(sourceName, new Gradient(result, true));
        });
  }
}
