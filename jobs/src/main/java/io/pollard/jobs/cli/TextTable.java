package io.pollard.jobs.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A table for people: aligned columns, numbers to the right. */
final class TextTable {
  private static final Pattern NUMBER =
      Pattern.compile(
          "-?[0-9][0-9,]*(\\.[0-9]+)?([eE][+-]?[0-9]+)?[x%]?( ± .*)?|NULL|NaN|-?Infinity|-");

  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... head) {
    this(List.of(head));
  }

  TextTable(List<String> head) {
    this.head = List.copyOf(head);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has not one cell per column
   */
  TextTable row(List<String> cells) {
    if (cells.size() != head.size()) {
      throw new IllegalArgumentException(
          "a row has %d cells, the table %d columns".formatted(cells.size(), head.size()));
    }
    rows.add(cells.stream().map(TextTable::oneLine).toList());
    return this;
  }

  TextTable row(String... cells) {
    return row(List.of(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void print(PrintWriter out) {
    int[] widths = new int[head.size()];
    boolean[] right = new boolean[head.size()];
    for (int c = 0; c < widths.length; c++) {
      int column = c;
      widths[c] =
          Stream.concat(Stream.of(head), rows.stream())
              .mapToInt(row -> length(row.get(column)))
              .max()
              .orElse(0);
      right[c] =
          !rows.isEmpty()
              && rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    }
    out.println(line(head, widths, right));
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    out.println(line(rule, widths, right));
    rows.forEach(row -> out.println(line(row, widths, right)));
  }

  private static String line(List<String> cells, int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String cell = cells.get(c);
      String space = " ".repeat(widths[c] - length(cell));
      line.append(c == 0 ? "" : "  ").append(right[c] ? space + cell : cell + space);
    }
    return line.toString().stripTrailing();
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private static String oneLine(String cell) {
    return cell.replace("\r", "").replace("\n", "\\n").replace("\t", " ");
  }
}
