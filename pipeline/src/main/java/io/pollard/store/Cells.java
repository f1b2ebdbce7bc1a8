package io.pollard.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The values of one row of a file, by column name. Reused from row to row by the reader. */
final class Cells {
  private final Map<String, Integer> indices = new HashMap<>();
  private final @Nullable Object[] values;

  Cells(List<Column> columns) {
    for (Column column : columns) {
      indices.put(column.name(), indices.size());
    }
    values = new @Nullable Object[columns.size()];
  }

  void set(int column, @Nullable Object value) {
    values[column] = value;
  }

  void clear() {
    java.util.Arrays.fill(values, null);
  }

  String string(String column) {
    return (String) required(column);
  }

  Optional<String> optionalString(String column) {
    return Optional.ofNullable((String) values[index(column)]);
  }

  boolean bool(String column) {
    return (Boolean) required(column);
  }

  int integer(String column) {
    return (Integer) required(column);
  }

  OptionalInt optionalInteger(String column) {
    Integer value = (Integer) values[index(column)];
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  long bigint(String column) {
    return (Long) required(column);
  }

  OptionalLong optionalBigint(String column) {
    Long value = (Long) values[index(column)];
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  double real(String column) {
    return (Double) required(column);
  }

  OptionalDouble optionalReal(String column) {
    Double value = (Double) values[index(column)];
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  Instant timestamp(String column) {
    return (Instant) required(column);
  }

  byte[] binary(String column) {
    return (byte[]) required(column);
  }

  Optional<byte[]> optionalBinary(String column) {
    return Optional.ofNullable((byte[]) values[index(column)]);
  }

  List<String> strings(String column) {
    return list(column, String.class);
  }

  List<Integer> integers(String column) {
    return list(column, Integer.class);
  }

  List<Long> longs(String column) {
    return list(column, Long.class);
  }

  private <T> List<T> list(String column, Class<T> type) {
    return ((List<?>) required(column)).stream().map(type::cast).toList();
  }

  private Object required(String column) {
    Object value = values[index(column)];
    if (value == null) {
      throw new IllegalStateException("column " + column + " has no value");
    }
    return value;
  }

  private int index(String column) {
    Integer index = indices.get(column);
    if (index == null) {
      throw new IllegalArgumentException("no column " + column);
    }
    return index;
  }
}
