package io.pollard.engine.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A tensor's memory as planes of equally many floats, one behind the other, from and into which
 * Java copies in bulk. Each plane may take 2 GiB.
 */
final class Planes {
  private final Tensor tensor;
  private final FloatBuffer[] planes;
  private final IntBuffer[] bits;
  private final long bytes;
  private long address;

  /**
   * @param count of planes
   * @param length of each, in floats
   */
  Planes(Tensor tensor, int count, int length) {
    this.tensor = tensor;
    planes = new FloatBuffer[count];
    bits = new IntBuffer[count];
    bytes = 4L * length;
  }

  Tensor tensor() {
    return tensor;
  }

  /** Finds the memory, which may have moved since the last run. */
  void locate() {
    Pointer memory = tensor.storage().pointer();
    if (memory.address() == address) {
      return;
    }
    for (int i = 0; i < planes.length; i++) {
      BytePointer plane = new BytePointer(memory).getPointer(i * bytes);
      ByteBuffer buffer = plane.limit(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
      planes[i] = buffer.asFloatBuffer();
      bits[i] = buffer.asIntBuffer();
    }
    address = memory.address();
  }

  /** Copies a part of a plane to the beginning of an array. */
  void get(int plane, int from, float[] into, int count) {
    get(plane, from, into, 0, count);
  }

  /** Copies a part of a plane to a place in an array. */
  void get(int plane, int from, float[] into, int at, int count) {
    planes[plane].get(from, into, at, count);
  }

  /** As {@link #get(int, int, float[], int, int)}, the floats' bits. */
  void bits(int plane, int from, int[] into, int at, int count) {
    bits[plane].get(from, into, at, count);
  }

  /** Copies the beginning of an array into a plane. */
  void put(int plane, int at, float[] values, int count) {
    planes[plane].put(at, values, 0, count);
  }

  /** Copies a part of another tensor's plane into a plane. */
  void put(int plane, int at, Planes other, int from, int count) {
    planes[plane].put(at, other.planes[plane], from, count);
  }
}
