package io.pollard.engine.onednn;

import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.LayerGraph.Node;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/** Element-wise functions as nodes of their own, and the way back through fused ones. */
final class LoweredFunctions {
  private LoweredFunctions() {}

  /** One node of one or two functions, one behind the other. */
  static void lower(Lowering lowering, Node node, List<Elementwise> functions) {
    String source = node.inputs().get(0);
    Tensor at = lowering.value(source);
    for (int i = 0; i < functions.size(); i++) {
      Elementwise f = functions.get(i);
      String name = i + 1 == functions.size() ? node.name() : node.name() + "#" + i;
      Tensor argument = at;
      Tensor result = lowering.like(argument);
      Kernel kernel = Kernels.eltwise(lowering.owner(), f, argument.descriptor(), PostOps.NONE);
      lowering
          .builder()
          .execute(kernel, new Arguments().with(Args.SRC, argument).with(Args.DST, result));
      at = result;
      lowering.chain(
          name,
          i == 0 ? source : node.name() + "#" + (i - 1),
          result,
          gradient -> through(lowering, f, gradient, f.fromOutput() ? result : argument));
    }
  }

  /** Multiplication by a constant; 0 is a constant itself, and nothing goes back through it. */
  static void scale(Lowering lowering, Node node, double factor) {
    if (factor != 0.0) {
      lower(lowering, node, List.of(Elementwise.linear(factor, 0.0)));
      return;
    }
    Tensor zeros = lowering.like(lowering.value(node.inputs().get(0)));
    lowering
        .builder()
        .act(
            List.of(zeros),
            () -> Pointer.memset(zeros.storage().pointer(), 0, zeros.descriptor().bytes()));
    lowering.value(node.name(), zeros);
  }

  /** Applies a step's fused activation, if it has one, where a kernel could not: to its result. */
  static void applyFused(Lowering lowering, Fusion.Step step, Tensor result) {
    if (step.function().isPresent()) {
      Elementwise f = Elementwise.of(step.function().get()).get(0);
      Kernel kernel = Kernels.eltwise(lowering.owner(), f, result.descriptor(), PostOps.NONE);
      lowering
          .builder()
          .execute(kernel, new Arguments().with(Args.SRC, result).with(Args.DST, result));
    }
  }

  /** A step's gradient by what its fused activation reads. */
  static Gradient throughFused(
      Lowering lowering, Fusion.Step step, Gradient gradient, Tensor output) {
    if (step.function().isEmpty() || !step.activationBackward()) {
      return gradient;
    }
    return through(lowering, Elementwise.of(step.function().get()).get(0), gradient, output);
  }

  /**
   * The gradient by a function's argument.
   *
   * @param known the function's result or argument, whichever its backward pass reads
   */
  static Gradient through(Lowering lowering, Elementwise f, Gradient gradient, Tensor known) {
    Tensor result = lowering.over(gradient);
    Kernel kernel = Kernels.eltwiseBackward(lowering.owner(), f, known.descriptor());
    lowering
        .builder()
        .execute(
            kernel,
            new Arguments()
                .with(f.fromOutput() ? Args.DST : Args.SRC, known)
                .with(Args.DIFF_DST, gradient.tensor())
                .with(Args.DIFF_SRC, result));
    return new Gradient(result, true);
  }
}
