package io.pollard.jobs.cli;

import io.pollard.DataException;
import io.pollard.UserException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How every command begins and ends: exit codes, and what is printed when something is wrong. */
final class CommandRun {
  private CommandRun() {}

  /** Runs a command as a main class of its own. */
  static void main(Function<Terminal, Callable<Integer>> command, String... args) {
    Terminal terminal = Terminal.system();
    main(prepare(new CommandLine(command.apply(terminal)), terminal), args);
  }

  /** Runs a command and ends the process if it did not succeed. */
  static void main(CommandLine command, String... args) {
    int code = command.execute(args);
    // On YARN even System.exit(0) makes an application count as failed.
    if (code != ExitCode.DONE) {
      System.exit(code);
    }
  }

  /** Makes a command and its subcommands follow the rules of this class. */
  static CommandLine prepare(CommandLine command, Terminal terminal) {
    return command
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setUsageHelpAutoWidth(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(colours(terminal)))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, args) -> refuse(e))
        .setExecutionExceptionHandler((e, line, result) -> report(e, terminal.err()));
  }

  /** On a terminal only, and there the user's environment decides (NO_COLOR and its like). */
  private static CommandLine.Help.Ansi colours(Terminal terminal) {
    return terminal.live() ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF;
  }

  private static int refuse(ParameterException e) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !line.getSubcommands().isEmpty()) {
      err.println(noCommand(unmatched));
    } else {
      err.println(e.getMessage());
      err.println(
          "'%s --help' says what it takes".formatted(line.getCommandSpec().qualifiedName()));
    }
    return ExitCode.USER;
  }

  private static String noCommand(UnmatchedArgumentException e) {
    String meant =
        e.getSuggestions().stream()
            .findFirst()
            .map("did you mean '%s'?"::formatted)
            .orElse("'pollard --help' lists them");
    return "Cannot run '%s': there is no such command; %s"
        .formatted(e.getUnmatched().get(0), meant);
  }

  /**
   * Says what went wrong. An exception that is meant for the user may come wrapped, by Spark for
   * one: then it is still the one that counts.
   *
   * @return the exit code
   */
  static int report(Throwable thrown, PrintWriter err) {
    Optional<UserException> user = find(thrown, UserException.class);
    if (user.isPresent()) {
      err.println(user.get().getMessage());
      return ExitCode.USER;
    }
    Optional<DataException> data = find(thrown, DataException.class);
    if (data.isPresent()) {
      err.println(data.get().getMessage());
      return ExitCode.DATA;
    }
    err.println("Pollard failed: " + firstLine(thrown) + "; this is a bug, please report it:");
    thrown.printStackTrace(err);
    err.flush();
    return ExitCode.FAILED;
  }

  private static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> wanted) {
    // Causes may form a ring; no honest chain is this long.
    int longest = 50;
    Throwable at = thrown;
    for (int i = 0; at != null && i < longest; i++) {
      if (wanted.isInstance(at)) {
        return Optional.of(wanted.cast(at));
      }
      at = at.getCause();
    }
    return Optional.empty();
  }

  private static String firstLine(Throwable thrown) {
    return thrown.toString().lines().findFirst().orElse(thrown.getClass().getName());
  }
}
