package io.pollard.network.onnx;

import io.pollard.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataLocation;
import onnx.Onnx.TensorProto.DataType;

/** Reads ONNX's stored tensors: numbers of all usual types, packed or listed. */
final class OnnxTensors {
  private OnnxTensors() {}

  /**
   * The values of a stored tensor.
   *
   * @param name for messages
   * @throws DataException if they lie in another file, are of a type that is no number, or are more
   *     or fewer than the shape says
   */
  static Constant read(TensorProto tensor, String name, Failures failures) {
    String shown = Failures.shorten(name);
    if (tensor.getDataLocation() == DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0) {
      throw failures.of(
          "the values of tensor '%s' lie in another file (external data); save the model as one file"
              .formatted(shown));
    }
    List<Integer> dims = new ArrayList<>();
    long count = 1;
    for (long size : tensor.getDimsList()) {
      if (size < 0 || size > Integer.MAX_VALUE || count * size > Integer.MAX_VALUE) {
        throw failures.of("tensor '%s' has a size of %d".formatted(shown, size));
      }
      count *= size;
      dims.add((int) size);
    }
    double[] values = values(tensor, shown, failures);
    if (values.length != count) {
      throw failures.of(
          "tensor '%s' of shape %s has %d values, not %d; the file is damaged"
              .formatted(shown, dims, values.length, count));
    }
    return new Constant(dims, values);
  }

  private static double[] values(TensorProto tensor, String name, Failures failures) {
    int type = tensor.getDataType();
    boolean packed = !tensor.getRawData().isEmpty();
    if (type == DataType.FLOAT.getNumber()) {
      return packed
          ? unpacked(tensor, Float.BYTES, ByteBuffer::getFloat, name, failures)
          : tensor.getFloatDataList().stream().mapToDouble(Float::doubleValue).toArray();
    }
    if (type == DataType.DOUBLE.getNumber()) {
      return packed
          ? unpacked(tensor, Double.BYTES, ByteBuffer::getDouble, name, failures)
          : tensor.getDoubleDataList().stream().mapToDouble(Double::doubleValue).toArray();
    }
    if (type == DataType.INT64.getNumber()) {
      return packed
          ? unpacked(tensor, Long.BYTES, ByteBuffer::getLong, name, failures)
          : tensor.getInt64DataList().stream().mapToDouble(Long::doubleValue).toArray();
    }
    if (type == DataType.INT32.getNumber()) {
      return packed
          ? unpacked(tensor, Integer.BYTES, ByteBuffer::getInt, name, failures)
          : tensor.getInt32DataList().stream().mapToDouble(Integer::doubleValue).toArray();
    }
    DataType known = DataType.forNumber(type);
    throw failures.of(
        "tensor '%s' has values of type %s; supported are FLOAT, DOUBLE, INT32, INT64"
            .formatted(name, known == null ? "number " + type : known));
  }

  private interface Reader {
    double next(ByteBuffer bytes);
  }

  private static double[] unpacked(
      TensorProto tensor, int size, Reader reader, String name, Failures failures) {
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() % size != 0) {
      throw failures.of(
          "tensor '%s' ends in the middle of a number; the file is damaged".formatted(name));
    }
    double[] values = new double[bytes.remaining() / size];
    for (int i = 0; i < values.length; i++) {
      values[i] = reader.next(bytes);
    }
    return values;
  }
}
