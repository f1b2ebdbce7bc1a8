package io.pollard.jobs.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A client that knows JDBC and nothing of us: {@code <url> (tables | <query>)...}. */
final class JdbcQuery {
  private JdbcQuery() {}

  /** Prints the rows of every answer, cells between commas. */
  public static void main(String... arguments) throws SQLException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Connection connection = DriverManager.getConnection(arguments[0], "analyst", "");
        Statement statement = connection.createStatement()) {
      for (String asked : List.of(arguments).subList(1, arguments.length)) {
        try (ResultSet rows =
            asked.equals("tables")
                ? connection.getMetaData().getTables(null, "default", "%", null)
                : statement.executeQuery(asked)) {
          print(rows, out);
        }
      }
    }
  }

  private static void print(ResultSet rows, PrintStream out) throws SQLException {
    while (rows.next()) {
      List<String> cells = new ArrayList<>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        cells.add(String.valueOf(rows.getObject(i)));
      }
      out.println(String.join(",", cells));
    }
  }
}
