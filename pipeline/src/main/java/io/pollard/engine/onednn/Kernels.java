package io.pollard.engine.onednn;

import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_binary_desc_t;
import org.bytedeco.dnnl.dnnl_eltwise_desc_t;
import org.bytedeco.dnnl.dnnl_matmul_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_softmax_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/** Kernels that move and combine values without parameters. */
final class Kernels {
  private Kernels() {}

  /** Copies from one order to another. */
  static Kernel reorder(Resources owner, Descriptor from, Descriptor to) {
    return Kernel.of(
        owner,
        PostOps.NONE,
        "a reorder",
        (into, attributes, engine) ->
            dnnl.dnnl_reorder_primitive_desc_create(
                into, from.handle(), engine, to.handle(), engine, attributes));
  }

  /** {@code dst = f(src)}; may overwrite its argument. */
  static Kernel eltwise(Resources owner, Elementwise f, Descriptor data, PostOps postOps) {
    dnnl_eltwise_desc_t operation = new dnnl_eltwise_desc_t();
    Library.check(
        dnnl.dnnl_eltwise_forward_desc_init(
            operation,
            dnnl.dnnl_forward_training,
            f.algorithm(),
            data.handle(),
            f.alpha(),
            f.beta()),
        "describe a function");
    return Kernel.of(owner, postOps, "a function", Kernel.described(operation));
  }

  /** {@code diff_src = diff_dst f'(.)}; may overwrite its argument. */
  static Kernel eltwiseBackward(Resources owner, Elementwise f, Descriptor data) {
    dnnl_eltwise_desc_t forward = new dnnl_eltwise_desc_t();
    Library.check(
        dnnl.dnnl_eltwise_forward_desc_init(
            forward, dnnl.dnnl_forward_training, f.backward(), data.handle(), f.alpha(), f.beta()),
        "describe a function");
    Kernel hint = Kernel.of(owner, PostOps.NONE, "a function", Kernel.described(forward));
    dnnl_eltwise_desc_t operation = new dnnl_eltwise_desc_t();
    Library.check(
        dnnl.dnnl_eltwise_backward_desc_init(
            operation, f.backward(), data.handle(), data.handle(), f.alpha(), f.beta()),
        "describe the slope of a function");
    return Kernel.of(
        owner, PostOps.NONE, "the slope of a function", Kernel.described(operation, hint));
  }

  /** Sum or product of two tensors, element by element; may overwrite the first. */
  static Kernel binary(Resources owner, int algorithm, Descriptor data, PostOps postOps) {
    dnnl_binary_desc_t operation = new dnnl_binary_desc_t();
    Library.check(
        dnnl.dnnl_binary_desc_init(
            operation, algorithm, data.handle(), data.handle(), data.handle()),
        "describe a combination");
    return Kernel.of(owner, postOps, "a combination", Kernel.described(operation));
  }

  /** Products of matrices, which are the last two axes, unless by the library's slow reference. */
  static Optional<Kernel> product(Resources owner, Descriptor a, Descriptor b, Descriptor product) {
    dnnl_matmul_desc_t operation = new dnnl_matmul_desc_t();
    Library.check(
        dnnl.dnnl_matmul_desc_init(
            operation, a.handle(), b.handle(), Descriptor.none().handle(), product.handle()),
        "describe a product");
    return Kernel.fast(owner, PostOps.NONE, Kernel.described(operation));
  }

  /** Puts tensors behind each other along the second axis. */
  static Kernel concat(Resources owner, List<Descriptor> parts, Descriptor whole) {
    dnnl_memory_desc_t array = new dnnl_memory_desc_t(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      Pointer.memcpy(array.getPointer(i), parts.get(i).handle(), array.sizeof());
    }
    return Kernel.of(
        owner,
        PostOps.NONE,
        "a concatenation",
        (into, attributes, engine) ->
            dnnl.dnnl_concat_primitive_desc_create(
                into, whole.handle(), parts.size(), 1, array, attributes, engine));
  }

  /** Softmax along the second axis. */
  static Kernel softmax(Resources owner, Descriptor data) {
    dnnl_softmax_desc_t operation = new dnnl_softmax_desc_t();
    Library.check(
        dnnl.dnnl_softmax_forward_desc_init(
            operation, dnnl.dnnl_forward_inference, data.handle(), 1),
        "describe softmax");
    return Kernel.of(owner, PostOps.NONE, "softmax", Kernel.described(operation));
  }
}
