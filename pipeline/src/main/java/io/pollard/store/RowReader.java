package io.pollard.store;

import io.pollard.DataException;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one file. Columns that the file has and the table does not are passed over;
 * nullable columns that the file lacks have no value. Whatever is wrong with the file ends in a
 * {@link DataException} that names it.
 */
final class RowReader<R> implements Closeable {
  private final Table<R> table;
  private final Damage damage;
  private final ParquetFileReader file;
  private final MessageColumnIO columns;
  private final RowMaterializer materializer;
  private @Nullable RecordReader<Cells> rowGroup;
  private long left;

  /**
   * Opens a file.
   *
   * @param damage makes the exceptions
   * @throws FileNotFoundException if it is not there
   * @throws DataException if it is damaged or not of this table
   */
  RowReader(Table<R> table, InputFile input, Damage damage) throws FileNotFoundException {
    this(table, input, damage, ParquetReadOptions.builder());
  }

  /**
   * Opens those row groups of a file whose middle lies in a range: ranges that cover a file read
   * each of its rows once.
   *
   * @param from first byte
   * @param to behind the last byte
   * @throws FileNotFoundException if it is not there
   * @throws DataException if it is damaged or not of this table
   */
  RowReader(Table<R> table, InputFile input, Damage damage, long from, long to)
      throws FileNotFoundException {
    this(table, input, damage, ParquetReadOptions.builder().withRange(from, to));
  }

  private RowReader(
      Table<R> table, InputFile input, Damage damage, ParquetReadOptions.Builder settings)
      throws FileNotFoundException {
    this.table = table;
    this.damage = damage;
    ParquetFileReader opened = null;
    try {
      ParquetReadOptions options =
          settings.usePageChecksumVerification(!table.checksummed()).build();
      opened = ParquetFileReader.open(input, options);
      requireBounds(opened, input.getLength());
      List<Column> present = new ArrayList<>();
      MessageType requested = requested(opened.getFileMetaData().getSchema(), present);
      opened.setRequestedSchema(requested);
      materializer = new RowMaterializer(present, table.columns());
      columns =
          new ColumnIOFactory(opened.getFileMetaData().getCreatedBy())
              .getColumnIO(requested, opened.getFileMetaData().getSchema(), true);
      file = opened;
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      closeAfter(opened, e);
      throw damaged(e);
    }
  }

  /** The next row, or empty behind the last. */
  Optional<R> next() {
    try {
      while (left == 0) {
        PageReadStore pages = file.readNextRowGroup();
        if (pages == null) {
          return Optional.empty();
        }
        rowGroup = columns.getRecordReader(pages, materializer);
        left = pages.getRowCount();
      }
      left--;
      RecordReader<Cells> reader = rowGroup;
      if (reader == null) {
        throw new IllegalStateException("a row outside of any row group");
      }
      return Optional.of(table.row(reader.read()));
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private MessageType requested(MessageType schema, List<Column> present) {
    List<Type> types = new ArrayList<>();
    for (Column column : table.columns()) {
      if (schema.containsField(column.name())) {
        Type theirs = schema.getType(column.name());
        if (!ParquetSchema.sameType(ParquetSchema.of(column), theirs)) {
          throw new IllegalArgumentException(
              "column " + column.name() + " is not of type " + column.type().sql());
        }
        types.add(theirs);
        present.add(column);
      } else if (!column.nullable()) {
        throw new IllegalArgumentException("column " + column.name() + " is missing");
      }
    }
    return new MessageType(schema.getName(), types);
  }

  /** A damaged footer must not make the reader ask for more memory than the file has bytes. */
  private static void requireBounds(ParquetFileReader reader, long length) {
    for (BlockMetaData block : reader.getRowGroups()) {
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        long start = chunk.getStartingPos();
        long size = chunk.getTotalSize();
        if (start < 0 || size < 0 || start > length || size > length - start) {
          throw new IllegalArgumentException(
              "column " + chunk.getPath().toDotString() + " lies outside of the file");
        }
      }
    }
  }

  private DataException damaged(Exception cause) {
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return damage.exception(why, cause);
  }

  /** Makes the exception for a file that cannot be read. */
  @FunctionalInterface
  interface Damage {
    DataException exception(String why, Exception cause);
  }

  /** What is said of files of rows. */
  static Damage damage(Table<?> table, String file) {
    return (why, cause) ->
        new DataException(
            "Cannot read rows of table %s: %s (file=%s); run doctor to have the warehouse checked and repaired"
                .formatted(table, why, file),
            cause);
  }

  private static void closeAfter(@Nullable ParquetFileReader opened, Exception cause) {
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
