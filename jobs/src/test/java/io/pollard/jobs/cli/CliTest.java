package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.DataException;
import io.pollard.UserException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {

  @Test
  void withoutCommandSaysSoAndListsThem() {
    Ran ran = Ran.pollard();

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .startsWith("Cannot run: no command is given; name one of those below")
        .contains("Usage: pollard [-hV] <command>")
        .contains("methods");
  }

  @Test
  void helpGoesToStandardOutput() {
    Ran ran = Ran.pollard("--help");

    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("Exit codes: 0 done, 1 something failed, 2 your input");
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : Cli.names()) {
      Ran ran = Ran.pollard(command, "--help");

      assertThat(ran.code()).as(command).isZero();
      assertThat(ran.out())
          .as(command)
          .startsWith("Usage: pollard " + command)
          .containsPattern("\nExamples?:\n  (source <\\()?bin/pollard " + command)
          .doesNotContain("\u001b");
    }
  }

  @Test
  void everyCommandThatPrintsATableHasJson() {
    Set<String> withoutTables = Set.of("init", "export", "report", "completion", "thrift-server");
    for (String command : Cli.names()) {
      String option = command.equals("sql") ? "--format" : "--json";
      assertThat(Ran.pollard(command, "--help").out().contains(option))
          .as(command)
          .isEqualTo(!withoutTables.contains(command));
    }
  }

  @Test
  void bashTakesTheCompletion(@TempDir Path folder) throws Exception {
    Path script =
        Files.writeString(folder.resolve("c.sh"), Ran.pollard("completion", "bash").out());

    Ran bash =
        Processes.run(
            folder,
            Map.of(),
            List.of(
                "bash",
                "-c",
                "source %s; complete -p pollard; COMP_WORDS=(pollard rep); COMP_CWORD=1;"
                        .formatted(script)
                    + " COMP_LINE='pollard rep'; _complete_pollard; echo ${COMPREPLY[@]}"));

    assertThat(bash.code()).as(bash.err()).isZero();
    assertThat(bash.out()).contains("_complete_pollard").contains("\nreport");
    assertThat(Ran.pollard("completion", "zsh").out()).startsWith("autoload -U +X bashcompinit");
  }

  @Test
  void unknownCommandIsTheUsersMistake() {
    Ran ran = Ran.pollard("method");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .isEqualTo(
            """
            Cannot run 'method': there is no such command; did you mean 'methods'?
            """);
  }

  @Test
  void unknownOptionIsTheUsersMistake() {
    Ran ran = Ran.pollard("methods", "--colour");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            """
            Unknown option: '--colour'
            'pollard methods --help' says what it takes
            """);
  }

  @Test
  void versionNamesWhatRunsIt() {
    Ran ran = Ran.pollard("--version");

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("Pollard ", "Java 17", "Spark 3.5");
  }

  @Test
  void exceptionsForTheUserShowTheirMessageOnly() {
    assertThat(report(new UserException("Cannot a: b (c=d); e")))
        .isEqualTo("2 Cannot a: b (c=d); e\n");
    assertThat(report(new DataException("Cannot f"))).isEqualTo("3 Cannot f\n");
  }

  @Test
  void exceptionsForTheUserCountHoweverDeepTheyAre() {
    Exception wrapped =
        new IllegalStateException(
            "job aborted", new ExecutionException(new DataException("Cannot g")));

    assertThat(report(wrapped)).isEqualTo("3 Cannot g\n");
  }

  @Test
  void everythingElseIsABugWithItsStackTrace() {
    assertThat(report(new IllegalStateException("two\nlines")))
        .startsWith(
            "1 Pollard failed: java.lang.IllegalStateException: two; this is a bug, please report it:\n"
                + "java.lang.IllegalStateException: two\nlines\n\tat ");
  }

  private static String report(Throwable thrown) {
    StringWriter text = new StringWriter();
    int code = CommandRun.report(thrown, new PrintWriter(text));
    return code + " " + text;
  }
}
