package io.pollard.jobs.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.udfs.Views;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Results of queries as JSON. */
final class Tables {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkSession spark;

  Tables(SparkSession spark) {
    this.spark = spark;
  }

  /** Whether the session has such a view: older tables lack some. */
  boolean exists(String view) {
    return spark.catalog().tableExists(view) || Views.isNamed(view);
  }

  List<Row> rows(String sql) {
    return spark.sql(sql).collectAsList();
  }

  /** {@code {columns, rows, sql}}; what is not a finite number is null. */
  ObjectNode table(String sql) {
    Dataset<Row> result = spark.sql(sql);
    ObjectNode table = JSON.createObjectNode();
    ArrayNode columns = table.putArray("columns");
    for (String column : result.columns()) {
      columns.add(column);
    }
    ArrayNode rows = table.putArray("rows");
    for (Row row : result.collectAsList()) {
      ArrayNode cells = rows.addArray();
      for (int i = 0; i < row.size(); i++) {
        add(cells, row.get(i));
      }
    }
    return table.put("sql", sql);
  }

  private static void add(ArrayNode cells, @Nullable Object value) {
    if (value instanceof Long || value instanceof Integer) {
      cells.add(((Number) value).longValue());
    } else if (value instanceof Double || value instanceof BigDecimal) {
      double number = ((Number) value).doubleValue();
      if (Double.isFinite(number)) {
        cells.add(number);
      } else {
        cells.addNull();
      }
    } else if (value == null) {
      cells.addNull();
    } else {
      cells.add(value.toString());
    }
  }
}
