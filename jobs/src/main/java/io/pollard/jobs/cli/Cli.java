package io.pollard.jobs.cli;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bin/pollard}: all commands. */
@Command(
    name = "pollard",
    description = "Prunes and compresses neural networks on Apache Spark.",
    synopsisSubcommandLabel = "<command>",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "'pollard <command> --help' says what a command takes; 'pollard quickstart' is a start.",
      "Exit codes: 0 done, 1 something failed, 2 your input, 3 bad data or model, 130 interrupted."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Cli implements Callable<Integer> {
  private final Terminal terminal;

  private Cli(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(commandLine(Terminal.system()), args);
  }

  /**
   * Runs a command in this process.
   *
   * @return its exit code
   */
  static int execute(Terminal terminal, String... args) {
    return commandLine(terminal).execute(args);
  }

  /** Without a command there is nothing to do. */
  @Override
  public Integer call() {
    terminal.err().println("Cannot run: no command is given; name one of those below");
    commandLine(terminal).usage(terminal.err());
    return ExitCode.USER;
  }

  static CommandLine commandLine(Terminal terminal) {
    CommandLine all = new CommandLine(new Cli(terminal));
    commands(terminal).forEach(all::addSubcommand);
    return CommandRun.prepare(all, terminal);
  }

  /** The names of all commands. */
  static Set<String> names() {
    return commandLine(Terminal.system()).getSubcommands().keySet();
  }

  /** In the order of the help. */
  private static List<Callable<Integer>> commands(Terminal terminal) {
    return List.of(
        new QuickstartJob(terminal),
        new InitJob(terminal),
        new PlanJob(terminal),
        new RunJob(terminal),
        new ReportJob(terminal),
        new TrainJob(terminal),
        new SqlJob(terminal),
        new ThriftServerJob(terminal),
        new ScoreJob(terminal),
        new PruneJob(terminal),
        new EvaluateJob(terminal),
        new SensitivityJob(terminal),
        new LatencyJob(terminal),
        new ImportJob(terminal),
        new ExportJob(terminal),
        new CompactJob(terminal),
        new DoctorJob(terminal),
        new MethodsJob(terminal),
        new CompletionJob(terminal));
  }
}
