package io.pollard.engine.onednn;

import io.pollard.engine.Compute;
import org.bytedeco.dnnl.global.dnnl;

/** The type of a tensor's elements. */
enum Element {
  FLOAT32(dnnl.dnnl_f32),
  BFLOAT16(dnnl.dnnl_bf16);

  private final int code;

  Element(int code) {
    this.code = code;
  }

  /** That of activations. */
  static Element of(Compute compute) {
    return compute == Compute.BFLOAT16 ? BFLOAT16 : FLOAT32;
  }

  /** The library's number. */
  int code() {
    return code;
  }
}
