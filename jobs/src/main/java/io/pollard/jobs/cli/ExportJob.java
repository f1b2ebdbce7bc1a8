package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.network.dl4j.Dl4jZipWriter;
import io.pollard.store.Checkpoint;
import io.pollard.store.Warehouse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pollard export}: a step's network as a file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes the network that a step left as a zip that DL4J reads (ModelSerializer;"
            + " here: 'network: {dl4j-zip: {path: ...}}'). Pruned weights are 0.")
public final class ExportJob implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final StepOption step = new StepOption();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "<file>",
      description = "The zip to write; replaced if it is there.")
  private Path target = Path.of("");

  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  ExportJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(ExportJob::new, args);
  }

  @Override
  public Integer call() {
    Warehouse tables = warehouse.existing("export from", Sessions.conf("pollard export", spark));
    Checkpoint checkpoint = tables.checkpoint(step.find(tables).stepId());
    float[] parameters = checkpoint.state().parameters().clone();
    checkpoint.mask().ifPresent(mask -> mask.apply(parameters));
    write(checkpoint, parameters);
    terminal
        .out()
        .println(
            "Wrote %s: network %s of step %s, %d of %d weights kept"
                .formatted(
                    target,
                    checkpoint.network(),
                    checkpoint.stepId(),
                    kept(checkpoint),
                    checkpoint.layout().prunableCount()));
    return ExitCode.DONE;
  }

  private static long kept(Checkpoint checkpoint) {
    return checkpoint.mask().isEmpty()
        ? checkpoint.layout().prunableCount()
        : checkpoint.layout().prunable().stream()
            .mapToLong(slice -> checkpoint.mask().orElseThrow().kept(slice))
            .sum();
  }

  /** Written beside the target and moved there, so that nobody ever sees half a file. */
  private void write(Checkpoint checkpoint, float[] parameters) {
    Path folder = target.toAbsolutePath().getParent();
    try {
      Path unfinished = Files.createTempFile(folder, ".export", ".zip");
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
          Dl4jZipWriter.write(
              checkpoint.network(),
              checkpoint.configuration(),
              checkpoint.layout(),
              parameters,
              out);
        }
        Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UserException(
          "Cannot write the network: the system says %s (--to=%s); check the path"
              .formatted(e, target),
          e);
    }
  }
}
