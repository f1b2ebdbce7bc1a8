package io.pollard.jobs.cli;

import io.pollard.UserException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pollard init}: a file to start from. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = "Writes an experiment with comments, to start from; it runs as it is.",
    footer = {
      "",
      "Examples:",
      "  bin/pollard init my-first.yaml",
      "  bin/pollard init mine.yaml --data /data/birds --network resnet-20",
      "  bin/pollard init mine.yaml --data /data/mnist --network my-net.onnx"
    })
public final class InitJob implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "<file>",
      description = "What to write (default: ${DEFAULT-VALUE}); must not be there yet.")
  private Path file = Path.of("experiment.yaml");

  @Option(
      names = "--data",
      paramLabel = "<path>",
      description = "Your data: a folder or a tar (default: the data set in the jar).")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "<name>",
      description = "Its format, one of 'pollard methods' (default: what it looks like).")
  private Optional<String> format = Optional.empty();

  @Option(
      names = "--network",
      paramLabel = "<name>",
      description = "A network of 'pollard methods', or your own file: a DL4J zip, .onnx, .h5.")
  private Optional<String> network = Optional.empty();

  InitJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(InitJob::new, args);
  }

  @Override
  public Integer call() {
    String text = Starter.text(data, format, network);
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw cannot("it is there already", "name another file", e);
    } catch (IOException e) {
      throw cannot("the system says " + e, "check the path", e);
    }
    terminal.out().println("Wrote %s. Next:".formatted(file));
    terminal.out().println("  bin/pollard plan %s".formatted(file));
    terminal.out().println("  bin/pollard run %s".formatted(file));
    return ExitCode.DONE;
  }

  private UserException cannot(String why, String remedy, IOException cause) {
    return new UserException(
        "Cannot write the example: %s (path=%s); %s".formatted(why, file, remedy), cause);
  }
}
