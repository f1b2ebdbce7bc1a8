package io.pollard.engine.onednn;

import io.pollard.network.Operation.Dense;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_inner_product_desc_t;
import org.bytedeco.dnnl.global.dnnl;

/**
 * The three kernels of a dense layer over sources and results in C order.
 *
 * @param forward source to destination
 * @param backwardWeights gradient of weights and bias, if asked for
 * @param backwardData gradient of the source, if asked for
 */
record DenseKernels(
    Kernel forward, Optional<Kernel> backwardWeights, Optional<Kernel> backwardData) {

  /** The kernels, unless one of them would be the library's slow reference. */
  static Optional<DenseKernels> of(
      Resources owner,
      Dense dense,
      int batch,
      Descriptor weights,
      Element result,
      PostOps postOps,
      ConvolutionKernels.Need need) {
    Element element = weights.element();
    Descriptor source = Descriptor.plain(element, batch, dense.nIn());
    Descriptor slopes = Descriptor.plain(element, batch, dense.nOut());
    Descriptor bias = dense.bias() ? Descriptor.plain(dense.nOut()) : Descriptor.none();
    Descriptor destination = Descriptor.plain(result, batch, dense.nOut());
    dnnl_inner_product_desc_t operation = new dnnl_inner_product_desc_t();
    Library.check(
        dnnl.dnnl_inner_product_forward_desc_init(
            operation,
            dnnl.dnnl_forward_training,
            source.handle(),
            weights.handle(),
            bias.handle(),
            destination.handle()),
        "describe a dense layer");
    Optional<Kernel> forward = Kernel.fast(owner, postOps, Kernel.described(operation));
    if (forward.isEmpty()) {
      return Optional.empty();
    }
    Optional<Kernel> weightKernel = Optional.empty();
    if (need.weightGradient()) {
      dnnl_inner_product_desc_t backward = new dnnl_inner_product_desc_t();
      Library.check(
          dnnl.dnnl_inner_product_backward_weights_desc_init(
              backward,
              source.handle(),
              Descriptor.any(Element.FLOAT32, dense.nOut(), dense.nIn()).handle(),
              bias.handle(),
              slopes.handle()),
          "describe a dense layer's weight gradient");
      weightKernel = Kernel.fast(owner, PostOps.NONE, Kernel.described(backward, forward.get()));
      if (weightKernel.isEmpty()) {
        return Optional.empty();
      }
    }
    Optional<Kernel> dataKernel = Optional.empty();
    if (need.sourceGradient()) {
      dnnl_inner_product_desc_t backward = new dnnl_inner_product_desc_t();
      Library.check(
          dnnl.dnnl_inner_product_backward_data_desc_init(
              backward,
              source.handle(),
              Descriptor.any(element, dense.nOut(), dense.nIn()).handle(),
              slopes.handle()),
          "describe a dense layer's source gradient");
      dataKernel = Kernel.fast(owner, PostOps.NONE, Kernel.described(backward, forward.get()));
      if (dataKernel.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(new DenseKernels(forward.get(), weightKernel, dataKernel));
  }
}
