package io.pollard.store;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * Writes the rows of one file. The same rows give the same bytes: no clock, host or random number
 * goes into the file, and row groups are cut by their content alone.
 *
 * <p>Nothing is compressed: the native libraries of the usual codecs must be unpacked and loaded
 * first, which fails where temporary folders are not executable, and parameters hardly shrink.
 */
final class RowWriter<R> implements Closeable {
  /**
   * A row group is kept in memory until it is written. Small enough that a checkpoint of any size
   * passes in little memory, large enough that a compacted table is read in few pieces.
   */
  private static final long ROW_GROUP_BYTES = 16L << 20;

  private final ParquetWriter<R> writer;

  RowWriter(Table<R> table, OutputFile file) throws IOException {
    Builder<R> builder =
        new Builder<>(table, new SortedFooterFile(file))
            .withConf(new Configuration(false))
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withRowGroupSize(ROW_GROUP_BYTES);
    for (Column column : table.columns()) {
      if (column.type() == ColumnType.BINARY || column.type() == ColumnType.DOUBLE) {
        // Hardly ever equal.
        builder.withDictionaryEncoding(column.name(), false);
      }
      if (column.type() == ColumnType.BINARY) {
        // Tensors are large: look after each one whether the row group is full.
        builder.withMinRowCountForPageSizeCheck(1).withMaxRowCountForPageSizeCheck(1);
      }
    }
    writer = builder.build();
  }

  void write(R row) throws IOException {
    writer.write(row);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  /** Parquet's own way to a writer of other things than its own. */
  private static final class Builder<R> extends ParquetWriter.Builder<R, Builder<R>> {
    private final Table<R> table;
    private final SortedFooterFile file;

    private Builder(Table<R> table, SortedFooterFile file) {
      super(file);
      this.table = table;
      this.file = file;
    }

    @Override
    protected Builder<R> self() {
      return this;
    }

    @Override
    protected WriteSupport<R> getWriteSupport(Configuration configuration) {
      return new RowWriteSupport<>(table, file::rowsEnd);
    }
  }
}
