package io.pollard.engine.onednn;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Native things that live as long as what owns them; closed in the opposite order of their making.
 */
final class Resources implements AutoCloseable {
  /** Whole cache lines, which is what the widest vector instructions like best. */
  static final long ALIGNMENT = 64;

  private final Deque<Runnable> releases = new ArrayDeque<>();

  /** Registers what releases something; runs once. */
  void onClose(Runnable release) {
    releases.push(release);
  }

  /** Keeps a pointer's memory beyond the scope it was allocated in, and frees it at close. */
  <P extends Pointer> P keep(P pointer) {
    pointer.retainReference();
    onClose(pointer::deallocate);
    return pointer;
  }

  /** Aligned bytes of native memory, all zero. */
  BytePointer bytes(long count) {
    BytePointer memory = keep(new BytePointer(count + ALIGNMENT));
    long skip = (ALIGNMENT - memory.address() % ALIGNMENT) % ALIGNMENT;
    BytePointer aligned = memory.getPointer(skip);
    Pointer.memset(aligned, 0, count);
    return aligned;
  }

  /** Aligned floats in native memory, all zero. */
  FloatPointer floats(int count) {
    return new FloatPointer(bytes((long) count * Float.BYTES));
  }

  @Override
  public void close() {
    while (!releases.isEmpty()) {
      releases.pop().run();
    }
  }
}
