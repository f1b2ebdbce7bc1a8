package io.pollard.engine.onednn;

import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Broadcast;
import io.pollard.network.Operation.GlobalPooling;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Shape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;

/** Products of values, and one pixel per channel repeated over an image. */
final class LoweredProducts {
  private LoweredProducts() {}

  /** The product of a node's inputs; an input's gradient is the product of all others and more. */
  static void multiply(Lowering lowering, Node node) {
    Descriptor order = lowering.value(node.inputs().get(0)).descriptor();
    List<Tensor> factors = new ArrayList<>();
    for (String input : node.inputs()) {
      factors.add(lowering.convert(lowering.value(input), order));
    }
    lowering.value(node.name(), product(lowering, factors));
    lowering.onBackward(
        node.name(),
        List.of(),
        gradient -> {
          for (int i = 0; i < factors.size(); i++) {
            if (lowering.needsGradient(node.inputs().get(i))) {
              List<Tensor> others = new ArrayList<>(factors);
              others.set(i, lowering.convert(gradient.tensor(), order));
              lowering.pass(node.inputs().get(i), new Gradient(product(lowering, others), true));
            }
          }
        });
  }

  private static Tensor product(Lowering lowering, List<Tensor> factors) {
    Tensor product = lowering.like(factors.get(0));
    if (factors.size() == 1) {
      lowering.copy(factors.get(0), product);
    }
    for (int i = 1; i < factors.size(); i++) {
      times(lowering, i == 1 ? factors.get(0) : product, factors.get(i), product);
    }
    return product;
  }

  /** {@code product = a b}; all in one order. */
  static void times(Lowering lowering, Tensor a, Tensor b, Tensor product) {
    Kernel kernel =
        Kernels.binary(lowering.owner(), dnnl.dnnl_binary_mul, a.descriptor(), PostOps.NONE);
    lowering
        .builder()
        .execute(
            kernel, new Arguments().with(Args.SRC, a).with(Args.SRC_1, b).with(Args.DST, product));
  }

  /**
   * A pixel repeated over an image is what a mean over an image does to a gradient, times the
   * number of pixels; and the other way round.
   */
  static void broadcast(Lowering lowering, Node node, Broadcast broadcast) {
    String sourceName = node.inputs().get(0);
    Shape shape = node.output();
    double pixels = (double) broadcast.height() * broadcast.width();
    Tensor pixel = lowering.image(sourceName);
    Tensor image = lowering.builder().temporary(lowering.order(shape));
    Pooling mean = LoweredPooling.whole(shape, new GlobalPooling(false));
    PoolingKernels kernels =
        new PoolingKernels(lowering.owner(), mean, image.descriptor(), pixel.descriptor());
    Kernel pool = kernels.forward(false);
    Kernel spread = kernels.backward(kernels.forward(true));
    lowering
        .builder()
        .execute(
            spread,
            new Arguments()
                .with(Args.DIFF_DST, times(lowering, pixel, pixels))
                .with(Args.DIFF_SRC, image));
    lowering.value(node.name(), image);
    lowering.onBackward(
        node.name(),
        List.of(),
        gradient -> {
          Tensor sum = lowering.like(pixel);
          lowering
              .builder()
              .execute(pool, new Arguments().with(Args.SRC, gradient.tensor()).with(Args.DST, sum));
          lowering.pass(sourceName, new Gradient(times(lowering, sum, pixels), true));
        });
  }

  private static Tensor times(Lowering lowering, Tensor tensor, double factor) {
    Tensor result = lowering.like(tensor);
    Elementwise f = Elementwise.linear(factor, 0.0);
    Kernel kernel = Kernels.eltwise(lowering.owner(), f, tensor.descriptor(), PostOps.NONE);
    lowering
        .builder()
        .execute(kernel, new Arguments().with(Args.SRC, tensor).with(Args.DST, result));
    return result;
  }
}
