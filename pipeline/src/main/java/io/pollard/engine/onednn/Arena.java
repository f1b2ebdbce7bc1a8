package io.pollard.engine.onednn;

import org.bytedeco.javacpp.BytePointer;

/**
 * The memory of activations, shared by all programs of a network, because only one runs at a time.
 * It grows to what the largest program needs; its contents do not outlive a run.
 */
final class Arena implements AutoCloseable {
  private Resources resources = new Resources();
  private BytePointer memory = new BytePointer();
  private long size;
  private int generation;

  /** Makes room; programs that were bound before have to be bound again. */
  void require(long bytes) {
    if (bytes > size) {
      resources.close();
      resources = new Resources();
      memory = resources.bytes(bytes);
      size = bytes;
      generation++;
    }
  }

  BytePointer at(long offset) {
    return memory.getPointer(offset);
  }

  /** Changes whenever the memory moves. */
  int generation() {
    return generation;
  }

  long size() {
    return size;
  }

  @Override
  public void close() {
    resources.close();
    size = 0;
  }
}
