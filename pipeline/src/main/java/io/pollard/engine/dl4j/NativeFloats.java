package io.pollard.engine.dl4j;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/**
 * The memory of an array of ND4J's, to be copied from and to in bulk, which is several times faster
 * than element by element. Valid as long as the array is.
 *
 * @param array single precision, in C order without holes (or a vector)
 * @param memory all of its elements
 */
record NativeFloats(INDArray array, FloatBuffer memory) {

  static NativeFloats of(INDArray array) {
    // A copy of the pointer: the array's own has no length, and setting it would outlive this call.
    // Neither is closed, since that would free the array's memory.
    FloatPointer start = (FloatPointer) array.data().addressPointer();
    return new NativeFloats(array, new FloatPointer(start).capacity(array.length()).asBuffer());
  }

  /** A copy of an array's elements in C order, however they lie. */
  static float[] copy(INDArray array) {
    float[] copy = new float[Math.toIntExact(array.length())];
    copy(array, copy);
    return copy;
  }

  /** Copies an array's elements in C order, however they lie. */
  static void copy(INDArray array, float[] into) {
    boolean plain = array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
    of(plain ? array : array.dup('c')).get(into, Math.toIntExact(array.length()));
  }

  void get(float[] into, int count) {
    memory.get(0, into, 0, count);
  }

  void put(float[] from, int count) {
    memory.put(0, from, 0, count);
  }
}
