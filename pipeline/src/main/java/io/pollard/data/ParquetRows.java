package io.pollard.data;

import io.pollard.DataException;
import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The rows of a row group on their way into the arrays of a split.
 *
 * @param file they come from
 * @param firstRow place of the first in the file
 * @param firstExample place of the first in the split
 * @param count how many
 * @param size values of an example
 */
record ParquetRows(ParquetFile file, int firstRow, int firstExample, int count, int size) {

  void labels(ColumnReader reader, int[] labels) {
    boolean wide =
        reader.getDescriptor().getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64;
    for (int row = 0; row < count; row++) {
      requireValue(reader, row, "label");
      long label = wide ? reader.getLong() : reader.getInteger();
      if (label < 0 || label > Integer.MAX_VALUE - 1) {
        throw new DataException(
            ("Cannot read labels: label out of range (file=%s, row=%d, found=%d,"
                    + " expected=a class index, from 0 on); correct it")
                .formatted(file, firstRow + row, label));
      }
      labels[firstExample + row] = (int) label;
      reader.consume();
    }
  }

  void pixels(ColumnReader reader, byte[] pixels) {
    for (int row = 0; row < count; row++) {
      requireValue(reader, row, "image");
      ByteBuffer image = reader.getBinary().toByteBuffer();
      requireLength(image.remaining(), "image", "bytes", row);
      image.get(pixels, (firstExample + row) * size, size);
      reader.consume();
    }
  }

  void numbers(ColumnReader reader, float[] numbers) {
    boolean wide =
        reader.getDescriptor().getPrimitiveType().getPrimitiveTypeName()
            == PrimitiveTypeName.DOUBLE;
    for (int row = 0; row < count; row++) {
      int from = (firstExample + row) * size;
      int found = 0;
      do {
        requireValue(reader, row, "features");
        float number = wide ? (float) reader.getDouble() : reader.getFloat();
        if (!Float.isFinite(number)) {
          throw new DataException(
              ("Cannot read Parquet: a number that is not finite (file=%s, row=%d,"
                      + " column=features, found=%s); correct it")
                  .formatted(file, firstRow + row, number));
        }
        if (found < size) {
          numbers[from + found] = number;
        }
        found++;
        reader.consume();
      } while (reader.getCurrentRepetitionLevel() > 0);
      requireLength(found, "features", "numbers", row);
    }
  }

  private void requireLength(int found, String column, String unit, int row) {
    if (found != size) {
      throw new DataException(
          ("Cannot read Parquet: an example of another length (file=%s, row=%d, column=%s,"
                  + " found=%d %s, expected=%d); write all alike")
              .formatted(file, firstRow + row, column, found, unit, size));
    }
  }

  /** An empty list, too, is a missing value here. */
  private void requireValue(ColumnReader reader, int row, String column) {
    if (reader.getCurrentDefinitionLevel() < reader.getDescriptor().getMaxDefinitionLevel()) {
      throw new DataException(
          ("Cannot read Parquet: a value is missing (file=%s, row=%d, column=%s);"
                  + " leave such rows out")
              .formatted(file, firstRow + row, column));
    }
  }
}
