package io.pollard.engine.onednn;

import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.Optional;

/**
 * The weights of a convolution or dense layer between kernels that want them in different orders.
 * The order in which they are kept is that of the first program's forward kernel.
 */
final class LoweredWeights {
  private final Lowering lowering;
  private final Slice slice;

  LoweredWeights(Lowering lowering, String layer) {
    this.lowering = lowering;
    slice = lowering.parameters().slice(layer, Role.WEIGHT);
  }

  /** The order in which the weights are kept, if it was chosen. */
  Optional<Descriptor> order() {
    return lowering.parameters().order(slice);
  }

  /** The weights as the forward kernel wants them; chooses the order if it was not. */
  Tensor forward(Kernel kernel) {
    Descriptor wanted = kernel.argument(Args.WEIGHTS);
    if (order().isEmpty()) {
      lowering.parameters().order(slice, wanted.as(Element.FLOAT32));
    }
    return wanted(wanted);
  }

  /** The weights as a backward kernel wants them. */
  Tensor backward(Kernel kernel) {
    return wanted(kernel.argument(Args.WEIGHTS));
  }

  private Tensor wanted(Descriptor order) {
    return lowering.convert(lowering.parameters().value(slice), order);
  }

  /** Runs the kernel that computes the gradient, and brings it into the order of the weights. */
  void gradient(Kernel kernel, Arguments arguments) {
    Tensor kept = lowering.parameters().gradient(slice);
    Descriptor order = kernel.argument(Args.DIFF_WEIGHTS);
    if (kept.descriptor().sameAs(order)) {
      lowering.builder().execute(kernel, arguments.with(Args.DIFF_WEIGHTS, kept));
      return;
    }
    Tensor written = lowering.builder().temporary(order);
    lowering.builder().execute(kernel, arguments.with(Args.DIFF_WEIGHTS, written));
    lowering.copy(written, kept);
  }
}
