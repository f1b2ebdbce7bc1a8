package io.pollard.engine.onednn;

import io.pollard.network.Operation.Convolution;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.global.dnnl;

/**
 * The three kernels of a convolution over given orders of source and destination.
 *
 * @param forward source to destination
 * @param backwardWeights gradient of weights and bias, if asked for
 * @param backwardData gradient of the source, if asked for
 */
record ConvolutionKernels(
    Kernel forward, Optional<Kernel> backwardWeights, Optional<Kernel> backwardData) {

  /** What is asked for. */
  record Need(boolean weightGradient, boolean sourceGradient) {}

  /**
   * The kernels, unless one of them would be the library's slow reference.
   *
   * @param weights order of the weights, or any
   */
  static Optional<ConvolutionKernels> of(
      Resources owner,
      Convolution c,
      Descriptor source,
      Descriptor weights,
      Descriptor destination,
      PostOps postOps,
      Need need) {
    Setting s = new Setting(owner, c, source, destination);
    Optional<Kernel> forward = s.forward(weights, postOps);
    if (forward.isEmpty()) {
      return Optional.empty();
    }
    Optional<Kernel> weightKernel = Optional.empty();
    if (need.weightGradient()) {
      weightKernel = s.backwardWeights(forward.get());
      if (weightKernel.isEmpty()) {
        return Optional.empty();
      }
    }
    Optional<Kernel> dataKernel = Optional.empty();
    if (need.sourceGradient()) {
      dataKernel = s.backwardData(forward.get());
      if (dataKernel.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(new ConvolutionKernels(forward.get(), weightKernel, dataKernel));
  }

  /** Dimensions of the weights: those of the slice, with groups as an axis of their own. */
  static long[] weightDims(Convolution c) {
    long in = c.nIn() / c.groups();
    return c.groups() == 1
        ? new long[] {c.nOut(), in, c.kernelHeight(), c.kernelWidth()}
        : new long[] {c.groups(), c.nOut() / c.groups(), in, c.kernelHeight(), c.kernelWidth()};
  }

  private record Setting(
      Resources owner, Convolution c, Descriptor source, Descriptor destination) {

    Optional<Kernel> forward(Descriptor weights, PostOps postOps) {
      dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
      Library.check(
          dnnl.dnnl_dilated_convolution_forward_desc_init(
              operation,
              dnnl.dnnl_forward_training,
              dnnl.dnnl_convolution_direct,
              source.handle(),
              weights.handle(),
              bias().handle(),
              destination.handle(),
              strides(),
              dilations(),
              before(),
              behind()),
          "describe a convolution");
      return Kernel.fast(owner, postOps, Kernel.described(operation));
    }

    Optional<Kernel> backwardWeights(Kernel forward) {
      dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
      Library.check(
          dnnl.dnnl_dilated_convolution_backward_weights_desc_init(
              operation,
              dnnl.dnnl_convolution_direct,
              source.handle(),
              Descriptor.any(weightDims(c)).handle(),
              bias().handle(),
              destination.handle(),
              strides(),
              dilations(),
              before(),
              behind()),
          "describe a convolution's weight gradient");
      return Kernel.fast(owner, PostOps.NONE, Kernel.described(operation, forward));
    }

    Optional<Kernel> backwardData(Kernel forward) {
      dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
      Library.check(
          dnnl.dnnl_dilated_convolution_backward_data_desc_init(
              operation,
              dnnl.dnnl_convolution_direct,
              source.handle(),
              Descriptor.any(weightDims(c)).handle(),
              destination.handle(),
              strides(),
              dilations(),
              before(),
              behind()),
          "describe a convolution's source gradient");
      return Kernel.fast(owner, PostOps.NONE, Kernel.described(operation, forward));
    }

    private Descriptor bias() {
      return c.bias() ? Descriptor.plain(c.nOut()) : Descriptor.none();
    }

    private long[] strides() {
      return new long[] {c.strideHeight(), c.strideWidth()};
    }

    /** The library counts the cells between, not the steps. */
    private long[] dilations() {
      return new long[] {c.dilationHeight() - 1L, c.dilationWidth() - 1L};
    }

    private long[] before() {
      return new long[] {c.padding().top(), c.padding().left()};
    }

    private long[] behind() {
      return new long[] {c.padding().bottom(), c.padding().right()};
    }
  }
}
