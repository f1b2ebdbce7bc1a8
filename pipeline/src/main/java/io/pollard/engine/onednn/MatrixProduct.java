package io.pollard.engine.onednn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

/** Products of matrices in C order whose sizes are known only when they are computed. */
final class MatrixProduct {
  private static final byte AS_IT_IS = 'N';
  private static final byte TRANSPOSED = 'T';

  private MatrixProduct() {}

  /**
   * {@code sum += a b}.
   *
   * @param a {@code [rows, inner]}
   * @param b {@code [inner, columns]}
   * @param sum {@code [rows, columns]}
   * @throws LibraryException if the library refuses
   */
  static void add(Tensor a, Tensor b, Tensor sum, int rows, int inner, int columns) {
    Library.check(
        dnnl.dnnl_sgemm(
            AS_IT_IS,
            AS_IT_IS,
            rows,
            columns,
            inner,
            1.0f,
            a.floats(),
            inner,
            b.floats(),
            columns,
            1.0f,
            sum.floats(),
            columns),
        "multiply matrices");
  }

  /**
   * {@code product = a^T b} for some columns of a.
   *
   * @param a {@code [inner, width]}
   * @param from the first of the columns
   * @param count how many
   * @param b {@code [inner, columns]}
   * @param product {@code [count, columns]}, overwritten
   * @throws LibraryException if the library refuses
   */
  static void transposed(
      Tensor a, int width, int from, int count, Tensor b, int inner, int columns, Tensor product) {
    FloatPointer first = a.floats();
    Library.check(
        dnnl.dnnl_sgemm(
            TRANSPOSED,
            AS_IT_IS,
            count,
            columns,
            inner,
            1.0f,
            first.position(from),
            width,
            b.floats(),
            columns,
            0.0f,
            product.floats(),
            columns),
        "multiply matrices");
  }
}
