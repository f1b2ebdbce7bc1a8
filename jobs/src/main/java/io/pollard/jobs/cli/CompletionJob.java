package io.pollard.jobs.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pollard completion}: what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description =
        "Prints a script with which a shell completes commands, options and their values after a"
            + " press of the tabulator key.",
    footer = {
      "",
      "Examples:",
      "  source <(bin/pollard completion bash)",
      "  bin/pollard completion zsh > ~/.pollard-completion    # and source it in ~/.zshrc"
    })
public final class CompletionJob implements Callable<Integer> {
  /** Shells whose scripts there are; zsh runs bash's. */
  enum Shell {
    BASH,
    ZSH
  }

  private final Terminal terminal;

  @Parameters(paramLabel = "<shell>", description = "bash or zsh.")
  private Shell shell = Shell.BASH;

  CompletionJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(CompletionJob::new, args);
  }

  @Override
  public Integer call() {
    CommandLine all = Cli.commandLine(terminal);
    if (shell == Shell.ZSH) {
      terminal.out().println("autoload -U +X bashcompinit && bashcompinit");
    }
    terminal.out().println(AutoComplete.bash("pollard", all));
    return ExitCode.DONE;
  }
}
