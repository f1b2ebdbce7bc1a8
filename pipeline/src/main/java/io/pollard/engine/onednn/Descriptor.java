package io.pollard.engine.onednn;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_blocking_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/**
 * Shape, type and memory order of a tensor (of floats where nothing else is said, or of bytes that
 * only oneDNN reads, such as a workspace).
 */
final class Descriptor {
  private final dnnl_memory_desc_t handle;

  private Descriptor(dnnl_memory_desc_t handle) {
    this.handle = handle;
  }

  /** Dense in C order. */
  static Descriptor plain(long... dims) {
    return plain(Element.FLOAT32, dims);
  }

  /** Dense in C order. */
  static Descriptor plain(Element element, long... dims) {
    int[] tags = {0, dnnl.dnnl_a, dnnl.dnnl_ab, dnnl.dnnl_abc, dnnl.dnnl_abcd, dnnl.dnnl_abcde};
    return tagged(element, tags[dims.length], dims);
  }

  /** In the order of a format tag. */
  static Descriptor tagged(Element element, int tag, long... dims) {
    dnnl_memory_desc_t handle = new dnnl_memory_desc_t();
    Library.check(
        dnnl.dnnl_memory_desc_init_by_tag(handle, dims.length, dims, element.code(), tag),
        "describe a tensor of " + Arrays.toString(dims));
    return new Descriptor(handle);
  }

  /** Floats at these distances from each other along each axis. */
  static Descriptor strided(long[] dims, long... strides) {
    dnnl_memory_desc_t handle = new dnnl_memory_desc_t();
    Library.check(
        dnnl.dnnl_memory_desc_init_by_strides(
            handle, dims.length, dims, Element.FLOAT32.code(), strides),
        "describe a tensor of " + Arrays.toString(dims));
    return new Descriptor(handle);
  }

  /** In the order that the primitive likes best. */
  static Descriptor any(Element element, long... dims) {
    return tagged(element, dnnl.dnnl_format_tag_any, dims);
  }

  /** No tensor: what a primitive without a bias is given. */
  static Descriptor none() {
    dnnl_memory_desc_t handle = new dnnl_memory_desc_t();
    Pointer.memset(handle, 0, handle.sizeof());
    return new Descriptor(handle);
  }

  /** A copy of what the library owns. */
  static Descriptor copyOf(dnnl_memory_desc_t other) {
    dnnl_memory_desc_t handle = new dnnl_memory_desc_t();
    Pointer.memcpy(handle, other, handle.sizeof());
    return new Descriptor(handle);
  }

  /** The same order of elements of another type. */
  Descriptor as(Element element) {
    Descriptor other = copyOf(handle);
    other.handle.data_type(element.code());
    return other;
  }

  /** The type of the elements, of a tensor of numbers. */
  Element element() {
    return handle.data_type() == Element.BFLOAT16.code() ? Element.BFLOAT16 : Element.FLOAT32;
  }

  /** A window of this tensor, in its memory. */
  Descriptor window(long[] dims, long[] offsets) {
    dnnl_memory_desc_t part = new dnnl_memory_desc_t();
    Library.check(
        dnnl.dnnl_memory_desc_init_submemory(part, handle, dims, offsets), "describe a window");
    return new Descriptor(part);
  }

  /** The same memory under other dimensions. */
  Descriptor reshaped(long... dims) {
    dnnl_memory_desc_t other = new dnnl_memory_desc_t();
    Library.check(
        dnnl.dnnl_memory_desc_reshape(other, handle, dims.length, dims), "reshape a tensor");
    return new Descriptor(other);
  }

  dnnl_memory_desc_t handle() {
    return handle;
  }

  long bytes() {
    return dnnl.dnnl_memory_desc_get_size(handle);
  }

  /** Number of floats, padding included. */
  int floats() {
    return Math.toIntExact(bytes() / Float.BYTES);
  }

  boolean isNone() {
    return handle.ndims() == 0;
  }

  long[] dims() {
    long[] dims = new long[handle.ndims()];
    handle.dims().get(dims);
    return dims;
  }

  boolean sameAs(Descriptor other) {
    return dnnl.dnnl_memory_desc_equal(handle, other.handle) == 1;
  }

  /** Whether the memory is that of C order, such as that of one channel or one pixel is. */
  boolean isLinear() {
    long[] dims = dims();
    Element element = element();
    if (sameAs(plain(element, dims))) {
      return true;
    }
    if (dims.length != 4) {
      return false;
    }
    boolean pixel = dims[2] == 1 && dims[3] == 1;
    if (pixel || dims[1] == 1) {
      boolean blocks = pixel && dims[1] % Layout.BLOCK == 0;
      return sameAs(tagged(element, dnnl.dnnl_nhwc, dims))
          || (blocks && sameAs(tagged(element, dnnl.dnnl_nChw16c, dims)));
    }
    return false;
  }

  /**
   * Where each element lies: {@code positions[i]} is the index in memory of element i in C order.
   * The rule of oneDNN's blocked formats: the innermost blocks take the low digits of their axes,
   * what is left goes by strides.
   *
   * @throws IllegalStateException if the order is not a blocked one
   */
  int[] positions() {
    if (handle.format_kind() != dnnl.dnnl_blocked) {
      throw new IllegalStateException("weights in an opaque order: " + handle.format_kind());
    }
    long[] dims = dims();
    dnnl_blocking_desc_t blocking = handle.format_desc_blocking();
    long[] strides = new long[dims.length];
    blocking.strides().get(strides);
    int blocks = blocking.inner_nblks();
    long[] sizes = new long[blocks];
    long[] axes = new long[blocks];
    for (int i = 0; i < blocks; i++) {
      sizes[i] = blocking.inner_blks().get(i);
      axes[i] = blocking.inner_idxs().get(i);
    }
    int count = Math.toIntExact(Arrays.stream(dims).reduce(1, Math::multiplyExact));
    int[] positions = new int[count];
    long[] at = new long[dims.length];
    for (int i = 0; i < count; i++) {
      long rest = i;
      for (int d = dims.length - 1; d >= 0; d--) {
        at[d] = rest % dims[d];
        rest /= dims[d];
      }
      long position = handle.offset0();
      long stride = 1;
      for (int b = blocks - 1; b >= 0; b--) {
        int axis = (int) axes[b];
        position += at[axis] % sizes[b] * stride;
        at[axis] /= sizes[b];
        stride *= sizes[b];
      }
      for (int d = 0; d < dims.length; d++) {
        position += at[d] * strides[d];
      }
      positions[i] = Math.toIntExact(position);
    }
    return positions;
  }
}
