package io.pollard.engine.onednn;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A tensor's memory as planes of equally many floats, one behind the other, from and into which
 * Java copies in bulk. Each plane may take 2 GiB.
 */
final class Planes {
  private final Tensor tensor;
  private final FloatBuffer[] planes;
  private final long bytes;
  private long address;

  /**
   * @param count of planes
   * @param length of each, in floats
   */
  Planes(Tensor tensor, int count, int length) {
    this.tensor = tensor;
    planes = new FloatBuffer[count];
    bytes = 4L * length;
  }

  /** Finds the memory, which may have moved since the last run. */
  void locate() {
    Pointer memory = tensor.storage().pointer();
    if (memory.address() == address) {
      return;
    }
    for (int i = 0; i < planes.length; i++) {
      BytePointer plane = new BytePointer(memory).getPointer(i * bytes);
      planes[i] = plane.limit(bytes).asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
    address = memory.address();
  }

  /** Copies a part of a plane to the beginning of an array. */
  void get(int plane, int from, float[] into, int count) {
    planes[plane].get(from, into, 0, count);
  }

  /** Copies the beginning of an array into a plane. */
  void put(int plane, int at, float[] values, int count) {
    planes[plane].put(at, values, 0, count);
  }
}
