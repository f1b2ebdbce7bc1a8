package io.pollard.engine.onednn;

import io.pollard.network.Operation.BatchNorm;
import org.bytedeco.dnnl.dnnl_batch_normalization_desc_t;
import org.bytedeco.dnnl.global.dnnl;

/** The kernels of batch norm, with ReLU behind it where it is fused. */
final class NormKernels {
  private final Resources owner;
  private final BatchNorm norm;
  private final Descriptor data;
  private final int flags;

  /**
   * @param affine whether there are gamma and beta
   * @param running whether mean and variance are given, not computed
   * @param relu whether ReLU is fused
   */
  NormKernels(
      Resources owner,
      BatchNorm norm,
      Descriptor data,
      boolean affine,
      boolean running,
      boolean relu) {
    this.owner = owner;
    this.norm = norm;
    this.data = data;
    flags =
        (affine ? dnnl.dnnl_use_scale | dnnl.dnnl_use_shift : 0)
            | (running ? dnnl.dnnl_use_global_stats : 0)
            | (relu ? dnnl.dnnl_fuse_norm_relu : 0);
  }

  /** The forward pass; for training it has a workspace where ReLU is fused. */
  Kernel forward(boolean training) {
    dnnl_batch_normalization_desc_t operation = new dnnl_batch_normalization_desc_t();
    Library.check(
        dnnl.dnnl_batch_normalization_forward_desc_init(
            operation,
            training ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference,
            data.handle(),
            (float) norm.epsilon(),
            flags),
        "describe batch norm");
    return Kernel.of(owner, PostOps.NONE, "batch norm", Kernel.described(operation));
  }

  /** The backward pass of a forward pass. */
  Kernel backward(Kernel forward) {
    dnnl_batch_normalization_desc_t operation = new dnnl_batch_normalization_desc_t();
    Library.check(
        dnnl.dnnl_batch_normalization_backward_desc_init(
            operation,
            dnnl.dnnl_backward,
            data.handle(),
            data.handle(),
            (float) norm.epsilon(),
            flags),
        "describe batch norm's gradient");
    return Kernel.of(
        owner, PostOps.NONE, "batch norm's gradient", Kernel.described(operation, forward));
  }
}
