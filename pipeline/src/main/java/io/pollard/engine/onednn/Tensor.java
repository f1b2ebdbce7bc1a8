package io.pollard.engine.onednn;

import org.bytedeco.javacpp.FloatPointer;

/**
 * A tensor of a program: how it lies in memory, and in which storage. Several tensors may share a
 * storage: views under other dimensions, and results that overwrite what they are made of.
 */
record Tensor(Descriptor descriptor, Storage storage) {

  /** The same memory described otherwise. */
  Tensor as(Descriptor other) {
    return new Tensor(other, storage);
  }

  /** The floats, once the program is bound to memory. */
  FloatPointer floats() {
    return new FloatPointer(storage.pointer());
  }
}
