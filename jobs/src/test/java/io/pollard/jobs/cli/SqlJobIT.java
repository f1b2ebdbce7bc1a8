package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.store.Evaluation;
import io.pollard.store.Executed;
import io.pollard.store.NetworkSize;
import io.pollard.store.Run;
import io.pollard.store.StepCommit;
import io.pollard.store.StepIdentity;
import io.pollard.store.Timing;
import io.pollard.store.Use;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlJobIT {
  @TempDir private static Path warehouse;

  @BeforeAll
  static void commitTwoSteps() {
    commit("a", new Use("dense", 1, 0), 0.9712345678);
    commit("b", new Use("half", 1, 1), 0.5);
  }

  @Test
  void printsATableForPeople() {
    Ran ran = sql("select arm, level, top1, top5 from results order by arm");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            arm    level      top1  top5
            -----  -----  --------  ----
            dense      0  0.971235  NULL
            half       1       0.5  NULL
            2 rows
            """);
  }

  @Test
  void cutsLongTablesAndSaysSo() {
    Ran ran = sql("select id from range(10)", "--limit", "2");

    assertThat(ran.out())
        .isEqualTo(
            """
            id
            --
             0
             1
            the first 2 rows; --limit shows more, --format csv or json all
            """);
  }

  @Test
  void printsCsvInFull() {
    Ran ran =
        sql(
            "select arm, top1, top5, 'say \"hi\", twice' as note, '' as empty, array(1, 2) as list"
                + " from results order by arm limit 1",
            "--format",
            "csv");

    assertThat(ran.out())
        .isEqualTo(
            """
            arm,top1,top5,note,empty,list
            dense,0.9712345678,,"say ""hi"", twice","","[1,2]"
            """);
  }

  @Test
  void printsJsonWithNullsAndNamesThatOccurTwice() {
    Ran ran = sql("select arm, top1, top5, arm from results order by top1", "--format", "json");

    assertThat(ran.out())
        .isEqualTo(
            """
            [
            {"arm":"half","top1":0.5,"top5":null,"arm":"half"},
            {"arm":"dense","top1":0.9712345678,"top5":null,"arm":"dense"}
            ]
            """);
    assertThat(sql("select arm from results where level = 9", "--format", "json").out())
        .isEqualTo("[]\n");
  }

  @Test
  void readsTheQueryFromAFile(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(folder.resolve("q.sql"), "-- best\nselect max(top1) m from results;\n");

    Ran ran = sql("--file", file.toString(), "--format", "csv");

    assertThat(ran.out()).isEqualTo("m\n0.9712345678\n");
  }

  @Test
  void mistakesInTheQueryAreTheUsers() {
    refused(
        "selec 1",
        "Cannot run the query: [PARSE_SYNTAX_ERROR] Syntax error at or near 'selec'; mend it");
    refused("select nosuch from results", "Cannot run the query: [UNRESOLVED_COLUMN");
    refused("select 1 from nowhere", "Cannot run the query: [TABLE_OR_VIEW_NOT_FOUND]");
    refused("select raise_error('no luck')", "Cannot run the query: ");
    refused("select element_at(array(1), 0)", "Cannot run the query: [INVALID_INDEX_OF_ZERO]");
  }

  @Test
  void damagedFileIsNamed(@TempDir Path copy) throws IOException {
    Path folder = Files.createDirectories(copy.resolve("steps/experiment=e"));
    Path file = Files.writeString(folder.resolve("x-00000000.parquet"), "no parquet at all");

    Ran ran = Ran.pollard("sql", "select * from steps", "--warehouse", copy.toString());

    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err())
        .startsWith("Cannot read the warehouse: ")
        .contains("(file=file:" + file + ")")
        .hasLineCount(1);
  }

  @Test
  void warehouseThatIsNotThereIsNamed(@TempDir Path folder) {
    Path nowhere = folder.resolve("nowhere");

    Ran ran = Ran.pollard("sql", "show tables", "--warehouse", nowhere.toString());

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "Cannot query the warehouse: nothing is committed there (warehouse=%s); run an experiment first, or name another with --warehouse%n"
                .formatted(nowhere));
  }

  @Test
  void queryIsNeededOnce() {
    assertThat(Ran.pollard("sql").err())
        .isEqualTo("Cannot run a query: there is none; give it as an argument or with --file\n");
    assertThat(Ran.pollard("sql", "select 1", "--file", "q.sql").err())
        .isEqualTo("Cannot run a query: there are two; give it as an argument or with --file\n");
    assertThat(Ran.pollard("sql", "select 1", "--limit", "0").err())
        .isEqualTo("Cannot print rows: the limit is too low (--limit=0); give at least 1\n");
    assertThat(Ran.pollard("sql", "select 1", "--format", "xml").code()).isEqualTo(2);
  }

  private static void refused(String query, String message) {
    Ran ran = sql(query);
    assertThat(ran.err()).startsWith(message).hasLineCount(1);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
  }

  private static Ran sql(String... args) {
    String[] all = new String[args.length + 5];
    all[0] = "sql";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--warehouse";
    all[args.length + 2] = warehouse.toString();
    all[args.length + 3] = "--master";
    all[args.length + 4] = "local[1]";
    return Ran.pollard(all);
  }

  private static void commit(String step, Use use, double top1) {
    Warehouse.open(warehouse.toString())
        .commit(
            new StepCommit(
                "e",
                new StepIdentity(
                    step, List.of(), "train", "{}", 1, Optional.empty(), Optional.empty()),
                List.of(use),
                new Run(
                    "0.1.0", "here", 0, Instant.parse("2026-01-02T12:00:00Z"), Executed.NOTHING),
                new Timing(10, 9, 1, 1, 0, 5, 2, 0),
                Optional.empty(),
                List.of(
                    new Evaluation(
                        "test",
                        8,
                        top1,
                        OptionalDouble.empty(),
                        0.25,
                        1,
                        Optional.empty(),
                        new NetworkSize(8, 5, 1.6, 6, 3, 2.0, 32, 21, 6, 3, OptionalLong.of(4)),
                        OptionalDouble.empty(),
                        0)),
                List.of(),
                List.of()));
  }
}
