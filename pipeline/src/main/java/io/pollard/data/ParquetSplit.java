package io.pollard.data;

import io.pollard.DataException;
import io.pollard.network.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;

/**
 * Reads the Parquet files of a split, column by column and without records in between.
 *
 * @param kind what all examples are
 * @param shape of an example
 * @param fromMetadata whether the files' metadata has a say in the shape
 */
record ParquetSplit(ParquetHeader.Kind kind, Shape shape, boolean fromMetadata) {

  RawSplit read(List<ParquetFile> files) {
    long examples = 0;
    for (ParquetFile file : files) {
      examples += file.read(ParquetFileReader::getRecordCount);
    }
    if (examples == 0) {
      throw files.get(0).header().noExamples();
    }
    int size = Capacity.values(examples, shape, files.get(0));
    int[] labels = new int[(int) examples];
    RawValues values =
        kind == ParquetHeader.Kind.PIXELS
            ? new RawValues.Pixels(new byte[size])
            : new RawValues.Numbers(new float[size]);
    int at = 0;
    for (ParquetFile file : files) {
      int from = at;
      at += file.read(reader -> read(file, reader, from, labels, values));
    }
    return new RawSplit(values, labels);
  }

  /** Reads a file's examples to where its first belongs and returns their number. */
  private int read(
      ParquetFile file, ParquetFileReader reader, int from, int[] labels, RawValues values)
      throws IOException {
    ParquetHeader header = ParquetHeader.of(file, reader.getFooter());
    requireSame(header);
    MessageType schema = header.footer().getFileMetaData().getSchema();
    reader.setRequestedSchema(
        new MessageType(schema.getName(), schema.getType("label"), schema.getType(kind.column())));
    int at = from;
    for (PageReadStore rows = reader.readNextRowGroup();
        rows != null;
        rows = reader.readNextRowGroup()) {
      ParquetRows part =
          new ParquetRows(file, at - from, at, (int) rows.getRowCount(), shape.size());
      ColumnReadStoreImpl columns = columns(header, rows);
      part.labels(columns.getColumnReader(header.label()), labels);
      ColumnReader reading = columns.getColumnReader(header.values());
      if (values instanceof RawValues.Pixels pixels) {
        part.pixels(reading, pixels.values());
      } else {
        part.numbers(reading, ((RawValues.Numbers) values).values());
      }
      at += part.count();
    }
    return at - from;
  }

  /** The labels of one row group. */
  int[] labels(ParquetFile file, int group) {
    return file.read(
        reader -> {
          ParquetHeader header = ParquetHeader.of(file, reader.getFooter());
          PageReadStore rows = group(header, reader, group, "label");
          int[] labels = new int[(int) rows.getRowCount()];
          part(header, group, rows)
              .labels(columns(header, rows).getColumnReader(header.label()), labels);
          return labels;
        });
  }

  /** The values of one row group. */
  RawValues values(ParquetFile file, int group) {
    return file.read(
        reader -> {
          ParquetHeader header = ParquetHeader.of(file, reader.getFooter());
          requireSame(header);
          PageReadStore rows = group(header, reader, group, kind.column());
          int size = Capacity.values(rows.getRowCount(), shape, file);
          ColumnReader column = columns(header, rows).getColumnReader(header.values());
          if (kind == ParquetHeader.Kind.PIXELS) {
            byte[] pixels = new byte[size];
            part(header, group, rows).pixels(column, pixels);
            return new RawValues.Pixels(pixels);
          }
          float[] numbers = new float[size];
          part(header, group, rows).numbers(column, numbers);
          return new RawValues.Numbers(numbers);
        });
  }

  private static PageReadStore group(
      ParquetHeader header, ParquetFileReader reader, int group, String column) throws IOException {
    MessageType schema = header.footer().getFileMetaData().getSchema();
    reader.setRequestedSchema(new MessageType(schema.getName(), schema.getType(column)));
    for (int i = 0; i < group; i++) {
      reader.skipNextRowGroup();
    }
    return reader.readNextRowGroup();
  }

  private ParquetRows part(ParquetHeader header, int group, PageReadStore rows) {
    long before =
        header.footer().getBlocks().subList(0, group).stream()
            .mapToLong(BlockMetaData::getRowCount)
            .sum();
    return new ParquetRows(
        header.file(),
        Math.toIntExact(before),
        0,
        Math.toIntExact(rows.getRowCount()),
        shape.size());
  }

  private static ColumnReadStoreImpl columns(ParquetHeader header, PageReadStore rows) {
    FileMetaData metadata = header.footer().getFileMetaData();
    return new ColumnReadStoreImpl(
        rows, new NoRecords(), metadata.getSchema(), metadata.getCreatedBy());
  }

  private void requireSame(ParquetHeader header) {
    if (header.kind() != kind) {
      throw new DataException(
          ("Cannot read Parquet: the files hold different columns (file=%s, found=%s,"
                  + " expected=%s as the first file); write them alike")
              .formatted(header.file(), header.kind().column(), kind.column()));
    }
    Optional<Shape> said = fromMetadata ? header.shape() : Optional.empty();
    if (said.isPresent() && !said.get().equals(shape)) {
      throw new DataException(
          ("Cannot read Parquet: the files hold examples of different shapes (file=%s, found=%s,"
                  + " expected=%s as the first file); write them alike")
              .formatted(header.file(), said.get(), shape));
    }
  }

  /** Columns are read one by one, so nobody is told about records. */
  private static final class NoRecords extends GroupConverter {
    @Override
    public Converter getConverter(int field) {
      return new PrimitiveConverter() {
        @Override
        public GroupConverter asGroupConverter() {
          return NoRecords.this;
        }
      };
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
