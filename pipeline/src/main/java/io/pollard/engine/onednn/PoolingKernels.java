package io.pollard.engine.onednn;

import io.pollard.network.Operation.Pooling;
import org.bytedeco.dnnl.dnnl_pooling_desc_t;
import org.bytedeco.dnnl.global.dnnl;

/** The kernels of pooling. */
record PoolingKernels(Resources owner, Pooling pooling, Descriptor source, Descriptor destination) {

  /** The forward pass; for training max pooling has a workspace. */
  Kernel forward(boolean training) {
    dnnl_pooling_desc_t operation = new dnnl_pooling_desc_t();
    Library.check(
        dnnl.dnnl_pooling_forward_desc_init(
            operation,
            training ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference,
            algorithm(),
            source.handle(),
            destination.handle(),
            strides(),
            window(),
            before(),
            behind()),
        "describe pooling");
    return Kernel.of(owner, PostOps.NONE, "pooling", Kernel.described(operation));
  }

  /** The backward pass of a forward pass. */
  Kernel backward(Kernel forward) {
    dnnl_pooling_desc_t operation = new dnnl_pooling_desc_t();
    Library.check(
        dnnl.dnnl_pooling_backward_desc_init(
            operation,
            algorithm(),
            source.handle(),
            destination.handle(),
            strides(),
            window(),
            before(),
            behind()),
        "describe pooling's gradient");
    return Kernel.of(
        owner, PostOps.NONE, "pooling's gradient", Kernel.described(operation, forward));
  }

  private int algorithm() {
    if (pooling.max()) {
      return dnnl.dnnl_pooling_max;
    }
    return pooling.countPadding()
        ? dnnl.dnnl_pooling_avg_include_padding
        : dnnl.dnnl_pooling_avg_exclude_padding;
  }

  private long[] strides() {
    return new long[] {pooling.strideHeight(), pooling.strideWidth()};
  }

  private long[] window() {
    return new long[] {pooling.kernelHeight(), pooling.kernelWidth()};
  }

  private long[] before() {
    return new long[] {pooling.padding().top(), pooling.padding().left()};
  }

  private long[] behind() {
    return new long[] {pooling.padding().bottom(), pooling.padding().right()};
  }
}
