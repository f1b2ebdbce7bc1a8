package io.pollard.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;

/** Collects what Parquet hands out of a row into {@link Cells}. */
final class RowMaterializer extends RecordMaterializer<Cells> {
  private final Cells cells;
  private final GroupConverter root;

  /**
   * A materializer of the given columns of a file.
   *
   * @param present the columns that are read from the file, in the order of the requested schema
   * @param all the columns of the table
   */
  RowMaterializer(List<Column> present, List<Column> all) {
    cells = new Cells(all);
    List<Converter> converters = new ArrayList<>();
    for (Column column : present) {
      int index = all.indexOf(column);
      converters.add(converter(column.type(), value -> cells.set(index, value)));
    }
    root = new Fields(converters, cells::clear, () -> {});
  }

  @Override
  public Cells getCurrentRecord() {
    return cells;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private static Converter converter(ColumnType type, Consumer<Object> sink) {
    return switch (type) {
      case INT_LIST -> list(ColumnType.INT, sink);
      case LONG_LIST -> list(ColumnType.LONG, sink);
      case STRING_LIST -> list(ColumnType.STRING, sink);
      case BOOLEAN, INT, LONG, DOUBLE, STRING, TIMESTAMP, BINARY -> new Value(type, sink);
    };
  }

  private static Converter list(ColumnType element, Consumer<Object> sink) {
    List<Object> values = new ArrayList<>();
    Converter item = new Fields(List.of(new Value(element, values::add)), () -> {}, () -> {});
    return new Fields(List.of(item), values::clear, () -> sink.accept(List.copyOf(values)));
  }

  /** A group of fields: the row, a list, an item of a list. */
  private static final class Fields extends GroupConverter {
    private final List<Converter> fields;
    private final Runnable start;
    private final Runnable end;

    Fields(List<Converter> fields, Runnable start, Runnable end) {
      this.fields = fields;
      this.start = start;
      this.end = end;
    }

    @Override
    public Converter getConverter(int fieldIndex) {
      return fields.get(fieldIndex);
    }

    @Override
    public void start() {
      start.run();
    }

    @Override
    public void end() {
      end.run();
    }
  }

  /** A single value. */
  private static final class Value extends PrimitiveConverter {
    private final ColumnType type;
    private final Consumer<Object> sink;
    private List<String> dictionary = List.of();

    Value(ColumnType type, Consumer<Object> sink) {
      this.type = type;
      this.sink = sink;
    }

    @Override
    public boolean hasDictionarySupport() {
      return type == ColumnType.STRING;
    }

    @Override
    public void setDictionary(Dictionary values) {
      List<String> decoded = new ArrayList<>();
      for (int id = 0; id <= values.getMaxId(); id++) {
        decoded.add(values.decodeToBinary(id).toStringUsingUTF8());
      }
      dictionary = decoded;
    }

    @Override
    public void addValueFromDictionary(int id) {
      sink.accept(dictionary.get(id));
    }

    @Override
    public void addBinary(Binary value) {
      sink.accept(type == ColumnType.STRING ? value.toStringUsingUTF8() : value.getBytes());
    }

    @Override
    public void addBoolean(boolean value) {
      sink.accept(value);
    }

    @Override
    public void addInt(int value) {
      sink.accept(value);
    }

    @Override
    public void addLong(long value) {
      sink.accept(type == ColumnType.TIMESTAMP ? (Object) Instant.ofEpochMilli(value) : value);
    }

    @Override
    public void addDouble(double value) {
      sink.accept(value);
    }
  }
}
