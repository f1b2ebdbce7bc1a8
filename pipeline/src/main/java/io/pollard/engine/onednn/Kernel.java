package io.pollard.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.const_dnnl_op_desc_t;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A primitive of the library for given shapes: which implementation was chosen and which memory
 * orders it wants. The machine code is made at the first {@link #primitive}.
 */
final class Kernel {
  private final dnnl_primitive_desc handle;
  private final String implementation;

  private Kernel(Resources owner, dnnl_primitive_desc handle) {
    this.handle = handle;
    owner.onClose(() -> dnnl.dnnl_primitive_desc_destroy(handle));
    implementation = implementation(handle);
  }

  /** What creates a primitive descriptor: writes into its argument and returns a status. */
  interface Creation {
    int create(dnnl_primitive_desc into, dnnl_primitive_attr attributes, dnnl_engine engine);
  }

  /**
   * The kernel of an operation, whatever its implementation.
   *
   * @throws LibraryException if the library has none
   */
  static Kernel of(Resources owner, PostOps postOps, String what, Creation creation) {
    return tried(owner, postOps, creation)
        .orElseThrow(() -> new LibraryException("oneDNN cannot do " + what));
  }

  /** The kernel of an operation, unless the library has none but its slow reference loops. */
  static Optional<Kernel> fast(Resources owner, PostOps postOps, Creation creation) {
    return tried(owner, postOps, creation).filter(kernel -> !kernel.isReference());
  }

  /** A creation from the structure that describes an operation. */
  static Creation described(Pointer operation) {
    return (into, attributes, engine) ->
        dnnl.dnnl_primitive_desc_create(
            into, new const_dnnl_op_desc_t(operation), attributes, engine, new NoHint());
  }

  /** As {@link #described}, of a backward pass. */
  static Creation described(Pointer operation, Kernel forward) {
    return (into, attributes, engine) ->
        dnnl.dnnl_primitive_desc_create(
            into, new const_dnnl_op_desc_t(operation), attributes, engine, forward.handle);
  }

  private static final class NoHint extends dnnl_primitive_desc {}

  private static Optional<Kernel> tried(Resources owner, PostOps postOps, Creation creation) {
    dnnl_primitive_attr attributes = postOps.attributes();
    try {
      dnnl_primitive_desc handle = new dnnl_primitive_desc();
      int status = creation.create(handle, attributes, Library.engine());
      return status == dnnl.dnnl_success
          ? Optional.of(new Kernel(owner, handle))
          : Optional.empty();
    } finally {
      dnnl.dnnl_primitive_attr_destroy(attributes);
    }
  }

  /** The library's name of what runs, such as {@code brgconv:avx512_core}. */
  String implementation() {
    return implementation;
  }

  boolean isReference() {
    return implementation.startsWith("ref") || implementation.startsWith("simple:any");
  }

  /** The order of an argument; {@link Descriptor#isNone} if the kernel has no such argument. */
  Descriptor argument(int argument) {
    dnnl_memory_desc_t found =
        dnnl.dnnl_primitive_desc_query_md(handle, dnnl.dnnl_query_exec_arg_md, argument);
    return found == null ? Descriptor.none() : Descriptor.copyOf(found);
  }

  Descriptor workspace() {
    return queried(dnnl.dnnl_query_workspace_md);
  }

  Descriptor scratchpad() {
    return queried(dnnl.dnnl_query_scratchpad_md);
  }

  private Descriptor queried(int what) {
    dnnl_memory_desc_t found = dnnl.dnnl_primitive_desc_query_md(handle, what, 0);
    return found == null ? Descriptor.none() : Descriptor.copyOf(found);
  }

  /** Makes something that can be executed; destroyed with its owner. */
  dnnl_primitive primitive(Resources owner) {
    dnnl_primitive primitive = new dnnl_primitive();
    Library.check(dnnl.dnnl_primitive_create(primitive, handle), "create " + implementation);
    owner.onClose(() -> dnnl.dnnl_primitive_destroy(primitive));
    return primitive;
  }

  private static String implementation(dnnl_primitive_desc handle) {
    PointerPointer<BytePointer> text = new PointerPointer<>(1);
    Library.check(
        dnnl.dnnl_primitive_desc_query(handle, dnnl.dnnl_query_impl_info_str, 0, text),
        "name an implementation");
    return text.get(BytePointer.class, 0).getString();
  }
}
