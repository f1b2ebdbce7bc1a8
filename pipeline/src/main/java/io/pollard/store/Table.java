package io.pollard.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table: its columns, and how a row record becomes cells and cells a row record.
 *
 * @param <R> the record of a row
 */
public final class Table<R> {
  private final String name;
  private final boolean partitioned;
  private final boolean checksummed;
  private final List<String> key;
  private final List<Column> columns;
  private final List<Function<R, @Nullable Object>> values;
  private final Function<Cells, R> reader;
  private final Visibility visibility;
  private final Function<R, Owner> owner;

  private Table(Builder<R> builder, Function<Cells, R> reader) {
    this.name = builder.name;
    this.partitioned = builder.partitioned;
    this.checksummed = builder.checksummed;
    this.key = List.copyOf(builder.key);
    this.columns = List.copyOf(builder.columns);
    this.values = List.copyOf(builder.values);
    this.reader = reader;
    this.visibility = builder.visibility;
    this.owner = builder.owner;
  }

  /** The table's name, which is also the name of its folder. */
  public String name() {
    return name;
  }

  /** Whether its files lie in folders {@code experiment=<name>}. */
  public boolean partitioned() {
    return partitioned;
  }

  /**
   * The columns that, with the experiment, name a row. A plain reader may meet the same row twice
   * while files are being compacted; one row per key is what a view shows.
   */
  public List<String> key() {
    return key;
  }

  /** In the order of the files, without the partition column. */
  public List<Column> columns() {
    return columns;
  }

  /** The columns as a schema of Spark SQL, without the partition column. */
  public String ddl() {
    return columns.stream()
        .map(c -> "`" + c.name() + "` " + c.type().sql() + (c.nullable() ? "" : " NOT NULL"))
        .collect(Collectors.joining(", "));
  }

  /** The cell of a row, or null. */
  @Nullable Object value(R row, int column) {
    return values.get(column).apply(row);
  }

  R row(Cells cells) {
    return reader.apply(cells);
  }

  /** Whether rows carry a checksum of their own, which tells more than Parquet's of a page. */
  boolean checksummed() {
    return checksummed;
  }

  /** When readers see its rows. */
  public Visibility visibility() {
    return visibility;
  }

  /** What the row belongs to. */
  Owner owner(R row) {
    return owner.apply(row);
  }

  /** When readers see a row. */
  public enum Visibility {
    /** Always. */
    ALWAYS,
    /** When its step is committed in the experiment. */
    STEP,
    /** When its use of the step is committed in the experiment. */
    USE
  }

  /**
   * What rows belong to. All rows of an owner lie in one file; if two files have rows of one owner,
   * then one is the other's compacted form or a second writer's, and readers take only the first.
   *
   * @param stepId the step
   * @param use the use of it, if rows are written per use
   * @param run what keeps several runs of the same step apart; empty where only one can commit
   */
  record Owner(String stepId, Optional<Use> use, String run) {
    static Owner step(String stepId) {
      return new Owner(stepId, Optional.empty(), "");
    }

    static Owner use(String stepId, Use use) {
      return new Owner(stepId, Optional.of(use), "");
    }
  }

  static <R> Builder<R> named(String name) {
    return new Builder<>(name);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Collects columns in order. */
  static final class Builder<R> {
    private final String name;
    private boolean partitioned = true;
    private boolean checksummed;
    private Visibility visibility = Visibility.ALWAYS;
    private Function<R, Owner> owner = row -> Owner.step("");
    private List<String> key = List.of();
    private final List<Column> columns = new ArrayList<>();
    private final List<Function<R, @Nullable Object>> values = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    Builder<R> unpartitioned() {
      partitioned = false;
      return this;
    }

    Builder<R> checksummed() {
      checksummed = true;
      return this;
    }

    Builder<R> visible(Visibility when) {
      visibility = when;
      return this;
    }

    Builder<R> owner(Function<R, Owner> ownerOfRow) {
      owner = ownerOfRow;
      return this;
    }

    Builder<R> key(String... names) {
      key = List.of(names);
      return this;
    }

    /** Adds the columns of a part of the row. */
    <P> Builder<R> part(Function<R, P> part, Table.Part<P> columnsOfPart) {
      Builder<P> inner = new Builder<>(name);
      columnsOfPart.addTo(inner);
      columns.addAll(inner.columns);
      for (Function<P, @Nullable Object> value : inner.values) {
        values.add(row -> value.apply(part.apply(row)));
      }
      return this;
    }

    Builder<R> string(String column, Function<R, String> value) {
      return add(column, ColumnType.STRING, false, value::apply);
    }

    Builder<R> optionalString(String column, Function<R, Optional<String>> value) {
      return add(column, ColumnType.STRING, true, row -> value.apply(row).orElse(null));
    }

    Builder<R> bool(String column, Predicate<R> value) {
      return add(column, ColumnType.BOOLEAN, false, value::test);
    }

    Builder<R> integer(String column, ToIntFunction<R> value) {
      return add(column, ColumnType.INT, false, value::applyAsInt);
    }

    Builder<R> optionalInteger(String column, Function<R, OptionalInt> value) {
      return add(
          column,
          ColumnType.INT,
          true,
          row -> {
            OptionalInt found = value.apply(row);
            return found.isPresent() ? (Object) found.getAsInt() : null;
          });
    }

    Builder<R> bigint(String column, ToLongFunction<R> value) {
      return add(column, ColumnType.LONG, false, value::applyAsLong);
    }

    Builder<R> optionalBigint(String column, Function<R, OptionalLong> value) {
      return add(
          column,
          ColumnType.LONG,
          true,
          row -> {
            OptionalLong found = value.apply(row);
            return found.isPresent() ? (Object) found.getAsLong() : null;
          });
    }

    Builder<R> real(String column, ToDoubleFunction<R> value) {
      return add(column, ColumnType.DOUBLE, false, value::applyAsDouble);
    }

    Builder<R> optionalReal(String column, Function<R, OptionalDouble> value) {
      return add(
          column,
          ColumnType.DOUBLE,
          true,
          row -> {
            OptionalDouble found = value.apply(row);
            return found.isPresent() ? (Object) found.getAsDouble() : null;
          });
    }

    /** A value of any other type. */
    Builder<R> add(
        String column, ColumnType type, boolean nullable, Function<R, @Nullable Object> value) {
      columns.add(new Column(column, type, nullable));
      values.add(value);
      return this;
    }

    Table<R> read(Function<Cells, R> reader) {
      return new Table<>(this, reader);
    }
  }

  /** Columns that several tables share. */
  @FunctionalInterface
  interface Part<P> {
    void addTo(Builder<P> builder);
  }
}
