package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.execute.Workshop;
import io.pollard.jobs.cluster.ExecutorLocal;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.StoredNetwork;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.network.dl4j.Dl4jZipWriter;
import io.pollard.network.onnx.OnnxExport;
import io.pollard.plan.Work;
import io.pollard.prune.surgery.SmallerNetwork;
import io.pollard.prune.surgery.Surgery;
import io.pollard.spec.Binder;
import io.pollard.store.Checkpoint;
import io.pollard.store.StepRow;
import io.pollard.store.Warehouse;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pollard export}: a step's network, or one from a file, as a file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the network that a step left, or one from a file, for others to read: as a zip that"
          + " DL4J reads (ModelSerializer; here: 'network: {dl4j-zip: {path: ...}}'), or as an ONNX"
          + " model (opset 17, open batch axis).",
      "Pruned weights are 0."
    },
    footer = {
      "",
      "Examples:",
      "  bin/pollard export --step 0e0b7b9f --to small.zip",
      "  bin/pollard export --step 0e0b7b9f --to small.onnx"
    })
public final class ExportJob implements Callable<Integer> {
  /** What is written. */
  enum Format {
    DL4J_ZIP,
    ONNX;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Terminal terminal;

  @Mixin private final StepOption step = new StepOption();

  @Option(
      names = "--network",
      paramLabel = "<file>",
      description = "A network of your own: a DL4J zip, an ONNX model or Keras' HDF5.")
  private Optional<String> file = Optional.empty();

  @Option(
      names = "--input",
      paramLabel = "<shape>",
      description =
          "Shape of one example, as in 3x48x192, where the file does not say it, or a step's data"
              + " are out of reach.")
  private Optional<String> input = Optional.empty();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "<file>",
      description = "The file to write; replaced if it is there.")
  private Path target = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "<format>",
      converter = FormatConverter.class,
      description = "dl4j-zip or onnx (default: onnx if --to ends in .onnx, else dl4j-zip).")
  private Optional<Format> format = Optional.empty();

  @Option(
      names = "--smaller",
      description =
          "Takes out the channels that pruning has left without effect, so that the network is"
              + " smaller and faster and gives the same outputs.")
  private boolean smaller;

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
    if (step.isGiven() && file.isPresent()) {
      throw new UserException("Cannot export: there are two networks; give --step or --network");
    }
    if (file.isPresent()) {
      StoredNetwork stored = NetworkFiles.open(file.get(), input);
      Network network = stored.network();
      write(network, stored.parameters(), nonzero(network, stored.parameters()));
      terminal
          .out()
          .println(
              "Wrote %s: network %s of %s".formatted(target, stored.network().name(), file.get()));
    } else {
      SparkConf conf = Sessions.conf("pollard export", spark);
      Warehouse tables = warehouse.existing("export from", conf);
      StepRow row = step.find(tables);
      export(row, tables.checkpoint(row.stepId()), ExecutorLocal.workshop(conf));
    }
    return ExitCode.DONE;
  }

  private void export(StepRow row, Checkpoint checkpoint, Workshop workshop) {
    float[] parameters = checkpoint.state().parameters().clone();
    checkpoint.mask().ifPresent(mask -> mask.apply(parameters));
    if (written() == Format.ONNX || smaller) {
      Network network =
          Dl4jNetworks.fromJson(
              checkpoint.network(), checkpoint.configuration(), inputOf(row, workshop));
      write(
          network,
          parameters,
          checkpoint.mask().orElseGet(() -> Mask.dense(network.layout().length())));
    } else {
      NetworkOutput.write(
          target,
          out ->
              Dl4jZipWriter.write(
                  checkpoint.network(),
                  checkpoint.configuration(),
                  checkpoint.layout(),
                  parameters,
                  out));
    }
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
  }

  /** What a step's network takes: what the user says, or an example of its data set. */
  private Shape inputOf(StepRow row, Workshop workshop) {
    return input
        .map(NetworkFiles::shape)
        .orElseGet(
            () ->
                workshop
                    .dataset(
                        Binder.read(
                                row.step().specJson(),
                                Work.class,
                                "the settings of step " + row.stepId())
                            .setting()
                            .dataset())
                    .shape());
  }

  private Format written() {
    boolean onnx = target.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    return format.orElse(onnx ? Format.ONNX : Format.DL4J_ZIP);
  }

  /** Of a network of which nobody says what was pruned: whatever is 0 has no effect. */
  private static Mask nonzero(Network network, float[] parameters) {
    BitSet zeros = new BitSet();
    for (Slice slice : network.layout().slices()) {
      for (int i = slice.offset(); i < slice.end() && slice.role().isParameter(); i++) {
        zeros.set(i, parameters[i] == 0f);
      }
    }
    return Mask.of(parameters.length, i -> !zeros.get(i));
  }

  private void write(Network network, float[] parameters, Mask mask) {
    Network written = network;
    float[] values = parameters;
    if (smaller) {
      SmallerNetwork left = Surgery.remove(network, mask);
      written = left.network();
      values = left.slice(parameters);
      terminal
          .out()
          .println(
              "%,d of %,d parameters and %,d of %,d multiply-accumulates are left"
                  .formatted(
                      NetworkCounts.of(written).params(),
                      NetworkCounts.of(network).params(),
                      NetworkCounts.of(written).macs(),
                      NetworkCounts.of(network).macs()));
    }
    if (written() == Format.ONNX) {
      byte[] model = OnnxExport.bytes(written, values);
      NetworkOutput.write(target, out -> out.write(model));
    } else {
      NetworkOutput.write(target, written, values);
    }
  }

  private static long kept(Checkpoint checkpoint) {
    return checkpoint.mask().isEmpty()
        ? checkpoint.layout().prunableCount()
        : checkpoint.layout().prunable().stream()
            .mapToLong(slice -> checkpoint.mask().orElseThrow().kept(slice))
            .sum();
  }
}
