package io.pollard.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Hands the cells of row records to Parquet. */
final class RowWriteSupport<R> extends WriteSupport<R> {
  private final Table<R> table;
  private final Runnable rowsEnd;
  private @Nullable RecordConsumer consumer;

  /**
   * @param rowsEnd called behind the last row, before Parquet writes what follows
   */
  RowWriteSupport(Table<R> table, Runnable rowsEnd) {
    this.table = table;
    this.rowsEnd = rowsEnd;
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(ParquetSchema.of(table), Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    consumer = recordConsumer;
  }

  @Override
  public void write(R row) {
    RecordConsumer out = consumer;
    if (out == null) {
      throw new IllegalStateException("written to before it was prepared");
    }
    out.startMessage();
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      Object value = table.value(row, i);
      if (value != null) {
        out.startField(column.name(), i);
        write(out, column.type(), value);
        out.endField(column.name(), i);
      } else if (!column.nullable()) {
        throw new IllegalArgumentException(
            "column " + column.name() + " of table " + table + " needs a value");
      }
    }
    out.endMessage();
  }

  @Override
  public FinalizedWriteContext finalizeWrite() {
    rowsEnd.run();
    return super.finalizeWrite();
  }

  private static void write(RecordConsumer out, ColumnType type, Object value) {
    switch (type) {
      case BOOLEAN -> out.addBoolean((Boolean) value);
      case INT -> out.addInteger((Integer) value);
      case LONG -> out.addLong((Long) value);
      case DOUBLE -> out.addDouble((Double) value);
      case STRING -> out.addBinary(Binary.fromString((String) value));
      case TIMESTAMP -> out.addLong(((Instant) value).toEpochMilli());
      case BINARY -> out.addBinary(Binary.fromConstantByteArray((byte[]) value));
      case INT_LIST -> writeList(out, ColumnType.INT, (List<?>) value);
      case LONG_LIST -> writeList(out, ColumnType.LONG, (List<?>) value);
      case STRING_LIST -> writeList(out, ColumnType.STRING, (List<?>) value);
    }
  }

  private static void writeList(RecordConsumer out, ColumnType element, List<?> values) {
    out.startGroup();
    if (!values.isEmpty()) {
      out.startField(ParquetSchema.LIST, 0);
      for (Object value : values) {
        out.startGroup();
        out.startField(ParquetSchema.ELEMENT, 0);
        write(out, element, value);
        out.endField(ParquetSchema.ELEMENT, 0);
        out.endGroup();
      }
      out.endField(ParquetSchema.LIST, 0);
    }
    out.endGroup();
  }
}
