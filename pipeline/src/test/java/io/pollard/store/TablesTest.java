package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/tables.md and the code together: names, types, nullability, order and keys. */
class TablesTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9_]+)` \\| ([a-z<>]+) \\| (yes|no) \\| .+ \\|");
  private static final Pattern SECTION = Pattern.compile("\n## ");
  private static final Pattern KEY = Pattern.compile("Key: (`[^.]*`)\\.");

  @Test
  void theDocumentAndTheCodeNameTheSameColumns() throws Exception {
    Map<String, List<Column>> code = new LinkedHashMap<>();
    Tables.all().forEach(table -> code.put(table.name(), table.columns()));

    Map<String, List<Column>> documented = new LinkedHashMap<>();
    sections().forEach((name, text) -> documented.put(name, columns(text)));

    assertThat(documented).isEqualTo(code);
  }

  @Test
  void theDocumentAndTheCodeNameTheSameKeys() throws Exception {
    sections()
        .forEach(
            (name, text) -> {
              Table<?> table =
                  Tables.all().stream()
                      .filter(t -> t.name().equals(name))
                      .findFirst()
                      .orElseThrow();
              List<String> key = new ArrayList<>(table.key());
              if (table.partitioned()) {
                key.add(0, "experiment");
              }
              Matcher matcher = KEY.matcher(text.replace('\n', ' '));
              assertThat(matcher.find()).as(name).isTrue();
              assertThat(matcher.group(1).replace("`", ""))
                  .as(name)
                  .isEqualTo(String.join(", ", key));
            });
  }

  @Test
  void aTableIsASchemaOfSparkSql() {
    assertThat(Tables.HISTORY.ddl())
        .isEqualTo(
            "`step_id` string NOT NULL, `iteration` int NOT NULL, `epoch` int NOT NULL,"
                + " `split` string NOT NULL, `loss` double NOT NULL, `top1` double,"
                + " `learning_rate` double NOT NULL");
  }

  @Test
  void theFilesHaveTheTypesThatSparkReadsWithoutSettings() {
    assertThat(ParquetSchema.of(Tables.STEPS).getType("parents").toString())
        .isEqualTo(
            """
            required group parents (LIST) {
              repeated group list {
                required binary element (STRING);
              }
            }""");
    assertThat(ParquetSchema.of(Tables.STEPS).getType("started_at"))
        .hasToString("required int64 started_at (TIMESTAMP(MILLIS,true))");
    assertThat(ParquetSchema.of(Tables.CHECKPOINTS).getType("mask"))
        .hasToString("optional binary mask");
  }

  private static Map<String, String> sections() throws Exception {
    String text = Files.readString(Path.of(System.getProperty("pollard.root"), "docs/tables.md"));
    Map<String, String> sections = new LinkedHashMap<>();
    for (String section : SECTION.splitAsStream(text).toList()) {
      String name = section.substring(0, section.indexOf('\n')).strip();
      if (Tables.all().stream().anyMatch(table -> table.name().equals(name))) {
        sections.put(name, section);
      }
    }
    return sections;
  }

  private static List<Column> columns(String section) {
    List<Column> columns = new ArrayList<>();
    for (String line : section.lines().toList()) {
      Matcher matcher = ROW.matcher(line);
      if (matcher.matches()) {
        columns.add(
            new Column(matcher.group(1), type(matcher.group(2)), matcher.group(3).equals("yes")));
      }
    }
    return columns;
  }

  private static ColumnType type(String sql) {
    for (ColumnType type : ColumnType.values()) {
      if (type.sql().equals(sql)) {
        return type;
      }
    }
    throw new AssertionError("docs/tables.md names an unknown type: " + sql);
  }
}
