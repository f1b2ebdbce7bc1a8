package io.pollard.engine.onednn;

import io.pollard.network.Operation.Convolution;
import java.util.Optional;
import java.util.function.IntFunction;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.global.dnnl;

/**
 * The three kernels of a convolution over given orders of source and destination.
 *
 * <p>Convolutions of 3x3 that step by one are computed by Winograd's minimal filtering F(4x4, 3x3)
 * (Lavin, Gray 2016, section 4.3) where channels are many: up to four times fewer multiplications.
 * In single precision its results lie within 2e-6 of the exact ones, relative to the largest; those
 * of the direct algorithm within 5e-6. Which algorithm runs follows from the layer alone.
 *
 * @param forward source to destination
 * @param backwardWeights gradient of weights and bias, if asked for
 * @param backwardData gradient of the source, if asked for
 */
record ConvolutionKernels(
    Kernel forward, Optional<Kernel> backwardWeights, Optional<Kernel> backwardData) {
  /** Edge of the square of results that Winograd's algorithm computes at a time. */
  private static final long TILE = 4;

  /** Below this many times fewer multiplications the transformations eat up what is won. */
  private static final double LEAST_GAIN = 2.0;

  /** Channels from which results and source gradients gain. */
  private static final int FEW_CHANNELS = 32;

  /** Channels from which weight gradients gain. */
  private static final int MANY_CHANNELS = 64;

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
      return winograd(FEW_CHANNELS, algorithm -> forward(algorithm, weights, postOps));
    }

    private Optional<Kernel> forward(int algorithm, Descriptor weights, PostOps postOps) {
      dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
      Library.check(
          dnnl.dnnl_dilated_convolution_forward_desc_init(
              operation,
              dnnl.dnnl_forward_training,
              algorithm,
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
      return winograd(MANY_CHANNELS, algorithm -> backwardWeights(algorithm, forward));
    }

    private Optional<Kernel> backwardWeights(int algorithm, Kernel forward) {
      dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
      Library.check(
          dnnl.dnnl_dilated_convolution_backward_weights_desc_init(
              operation,
              algorithm,
              source.handle(),
              Descriptor.any(Element.FLOAT32, weightDims(c)).handle(),
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
      return winograd(FEW_CHANNELS, algorithm -> backwardData(algorithm, forward));
    }

    private Optional<Kernel> backwardData(int algorithm, Kernel forward) {
      dnnl_convolution_desc_t operation = new dnnl_convolution_desc_t();
      Library.check(
          dnnl.dnnl_dilated_convolution_backward_data_desc_init(
              operation,
              algorithm,
              source.handle(),
              Descriptor.any(source.element(), weightDims(c)).handle(),
              destination.handle(),
              strides(),
              dilations(),
              before(),
              behind()),
          "describe a convolution's source gradient");
      return Kernel.fast(owner, PostOps.NONE, Kernel.described(operation, forward));
    }

    /** A kernel by Winograd's algorithm where that is the rule and the library has one. */
    private Optional<Kernel> winograd(int channels, IntFunction<Optional<Kernel>> kernel) {
      if (gain() >= LEAST_GAIN && Math.min(c.nIn(), c.nOut()) >= channels) {
        Optional<Kernel> found = kernel.apply(dnnl.dnnl_convolution_winograd);
        if (found.isPresent()) {
          return found;
        }
      }
      return kernel.apply(dnnl.dnnl_convolution_direct);
    }

    /** How many times fewer multiplications Winograd's algorithm takes; 0 where there is none. */
    private double gain() {
      boolean possible =
          c.kernelHeight() == 3
              && c.kernelWidth() == 3
              && c.strideHeight() == 1
              && c.strideWidth() == 1
              && c.dilationHeight() == 1
              && c.dilationWidth() == 1
              && c.groups() == 1;
      if (!possible) {
        return 0.0;
      }
      long height = destination.dims()[2];
      long width = destination.dims()[3];
      long tiles = (height + TILE - 1) / TILE * ((width + TILE - 1) / TILE);
      return 9.0 * height * width / (tiles * (TILE + 2) * (TILE + 2));
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
