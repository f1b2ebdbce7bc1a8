package io.pollard.engine.onednn;

import java.util.function.LongFunction;
import org.bytedeco.javacpp.Pointer;

/**
 * A run of native memory that a program uses: either of its own for good (parameters), or a part of
 * the arena from the first call that touches it to the last.
 */
final class Storage {
  private final long bytes;
  private final boolean temporary;
  private final LongFunction<? extends Pointer> memory;
  private long offset;
  private int first = Integer.MAX_VALUE;
  private int last = -1;

  private Storage(
      long bytes, boolean temporary, LongFunction<? extends Pointer> memory, long offset) {
    this.bytes = bytes;
    this.temporary = temporary;
    this.memory = memory;
    this.offset = offset;
  }

  /**
   * A part of an arena.
   *
   * @param arena memory at an offset; asked when programs are bound
   */
  static Storage temporary(long bytes, LongFunction<? extends Pointer> arena) {
    return new Storage(bytes, true, arena, 0);
  }

  /** A part of memory that stays. */
  static Storage fixed(long bytes, LongFunction<? extends Pointer> memory, long offset) {
    return new Storage(bytes, false, memory, offset);
  }

  /** Says that a call touches it. */
  void touch(int call) {
    first = Math.min(first, call);
    last = Math.max(last, call);
  }

  long bytes() {
    return bytes;
  }

  boolean isTemporary() {
    return temporary;
  }

  /** Whether the two are needed at the same time. */
  boolean meets(Storage other) {
    return first <= other.last && other.first <= last;
  }

  boolean isTouched() {
    return last >= 0;
  }

  long offset() {
    return offset;
  }

  void offset(long offset) {
    this.offset = offset;
  }

  Pointer pointer() {
    return memory.apply(offset);
  }
}
