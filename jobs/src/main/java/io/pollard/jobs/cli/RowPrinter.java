package io.pollard.jobs.cli;

import static org.apache.spark.sql.functions.base64;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/**
 * Prints the rows of a query. CSV and JSON are streamed partition by partition, so that any number
 * of rows will do.
 */
final class RowPrinter {
  private final Dataset<Row> rows;
  private final List<String> names;
  private final PrintWriter out;

  RowPrinter(Dataset<Row> rows, PrintWriter out) {
    this.rows = rows;
    this.names = List.of(rows.columns());
    this.out = out;
  }

  /**
   * Prints the rows.
   *
   * @param limit the most rows that a table shows
   */
  void print(ResultFormat format, int limit) {
    if (names.isEmpty()) {
      return; // A statement such as CREATE VIEW: it has no result.
    }
    switch (format) {
      case TABLE -> table(limit);
      case CSV -> csv();
      case JSON -> json();
    }
  }

  private void table(int limit) {
    List<Row> first = rows.takeAsList(limit + 1);
    TextTable table = new TextTable(names);
    for (Row row : first.subList(0, Math.min(limit, first.size()))) {
      table.row(cells(i -> row.isNullAt(i) ? "NULL" : Cell.forPeople(row.get(i))));
    }
    table.print(out);
    if (first.size() > limit) {
      out.println(
          "the first %d rows; --limit shows more, --format csv or json all".formatted(limit));
    } else {
      out.println(first.size() == 1 ? "1 row" : first.size() + " rows");
    }
  }

  private void csv() {
    out.println(String.join(",", names.stream().map(Cell::csv).toList()));
    for (Iterator<Row> all = select(this::text).toLocalIterator(); all.hasNext(); ) {
      Row row = all.next();
      out.println(String.join(",", cells(i -> row.isNullAt(i) ? "" : Cell.csv(row.getString(i)))));
    }
  }

  private void json() {
    Column object =
        to_json(
            struct(columns((i, column) -> column.as(names.get(i)))),
            Map.of("ignoreNullFields", "false"));
    String separator = "[\n";
    for (Iterator<Row> all = numbered().select(object).toLocalIterator(); all.hasNext(); ) {
      out.print(separator + all.next().getString(0));
      separator = ",\n";
    }
    out.println(separator.startsWith("[") ? "[]" : "\n]");
  }

  private List<String> cells(IntFunction<String> cell) {
    return IntStream.range(0, names.size()).mapToObj(cell).toList();
  }

  /** With names that are unique, which those of a query need not be. */
  private Dataset<Row> numbered() {
    return rows.toDF(cells(i -> "c" + i).toArray(new String[0]));
  }

  private interface Shown {
    Column of(int index, Column column);
  }

  private Column[] columns(Shown shown) {
    return IntStream.range(0, names.size())
        .mapToObj(i -> shown.of(i, col("c" + i)))
        .toArray(Column[]::new);
  }

  private Dataset<Row> select(Shown shown) {
    return numbered().select(columns(shown));
  }

  private Column text(int index, Column column) {
    DataType type = rows.schema().apply(index).dataType();
    if (type.equals(DataTypes.BinaryType)) {
      return base64(column);
    }
    boolean nested =
        Stream.of(ArrayType.class, MapType.class, StructType.class)
            .anyMatch(c -> c.isInstance(type));
    return nested ? to_json(column) : column.cast(DataTypes.StringType);
  }
}
