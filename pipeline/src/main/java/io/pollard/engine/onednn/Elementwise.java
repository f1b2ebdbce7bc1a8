package io.pollard.engine.onednn;

import io.pollard.network.Operation.Activation;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;

/**
 * An element-wise function of the library.
 *
 * @param algorithm of the forward pass
 * @param backward the algorithm of the backward pass
 * @param alpha first parameter
 * @param beta second parameter
 * @param fromOutput whether the backward pass reads the function's result, not its argument
 */
record Elementwise(int algorithm, int backward, float alpha, float beta, boolean fromOutput) {

  /** {@code factor x + shift}. */
  static Elementwise linear(double factor, double shift) {
    int linear = dnnl.dnnl_eltwise_linear;
    return new Elementwise(linear, linear, (float) factor, (float) shift, false);
  }

  /** Clipping to an interval; the slope is 1 inside and 0 at the borders and outside. */
  static Elementwise clip(double low, double high) {
    return new Elementwise(
        dnnl.dnnl_eltwise_clip_v2,
        dnnl.dnnl_eltwise_clip_v2_use_dst_for_bwd,
        (float) low,
        (float) high,
        true);
  }

  /**
   * The functions that make an activation, one behind the other. Hard sigmoid is DL4J's: {@code
   * min(1, max(0, 0.2 x + 0.5))}; hard swish {@code x min(6, max(0, x + 3)) / 6}.
   */
  static List<Elementwise> of(Activation activation) {
    return switch (activation.function()) {
      case RELU -> List.of(relu(0.0));
      case LEAKY_RELU -> List.of(relu(activation.alpha()));
      case RELU6 -> List.of(clip(0.0, 6.0));
      case SIGMOID ->
          List.of(
              new Elementwise(
                  dnnl.dnnl_eltwise_logistic,
                  dnnl.dnnl_eltwise_logistic_use_dst_for_bwd,
                  0.0f,
                  0.0f,
                  true));
      case TANH ->
          List.of(
              new Elementwise(
                  dnnl.dnnl_eltwise_tanh,
                  dnnl.dnnl_eltwise_tanh_use_dst_for_bwd,
                  0.0f,
                  0.0f,
                  true));
      case HARD_SIGMOID -> List.of(linear(0.2, 0.5), clip(0.0, 1.0));
      case HARD_SWISH ->
          List.of(
              new Elementwise(
                  dnnl.dnnl_eltwise_hardswish, dnnl.dnnl_eltwise_hardswish, 0.0f, 0.0f, false));
    };
  }

  /** A negative slope below zero makes the argument unrecoverable from the result. */
  private static Elementwise relu(double slope) {
    boolean fromOutput = slope >= 0.0;
    return new Elementwise(
        dnnl.dnnl_eltwise_relu,
        fromOutput ? dnnl.dnnl_eltwise_relu_use_dst_for_bwd : dnnl.dnnl_eltwise_relu,
        (float) slope,
        0.0f,
        fromOutput);
  }
}
