package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.engine.Engines;
import io.pollard.network.LayerCounts;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.StoredNetwork;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pollard import}: can a network from elsewhere be used, and what is it? */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Reads a network from a file (ONNX, Keras HDF5, DL4J zip), checks it, and says what it is made of.",
      "Experiments take such files as they are ('network: {name: onnx, path: ...}');"
          + " with --to it is saved as a DL4J zip."
    },
    footer = {"", "Examples:", "  bin/pollard import model.onnx --to net.zip"})
public final class ImportJob implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "<file>", description = "The network.")
  private String file = "";

  @Option(
      names = "--input",
      paramLabel = "<shape>",
      description = "Shape of one example, as in 3x48x192, where the file does not say it.")
  private Optional<String> input = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "<zip>",
      description = "Saves it as a DL4J zip; replaced if it is there.")
  private Optional<Path> target = Optional.empty();

  @Mixin private final JsonOption json = new JsonOption();

  ImportJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(ImportJob::new, args);
  }

  @Override
  public Integer call() {
    StoredNetwork stored = NetworkFiles.open(file, input);
    NetworkCounts counts = NetworkCounts.of(stored.network());
    target.ifPresent(to -> NetworkOutput.write(to, stored.network(), stored.parameters()));
    if (json.isGiven()) {
      JsonOption.print(json(stored, counts), terminal.out());
    } else {
      print(stored, counts, terminal.out());
      target.ifPresent(to -> terminal.out().println("Wrote " + to));
    }
    return ExitCode.DONE;
  }

  private static void print(StoredNetwork stored, NetworkCounts counts, PrintWriter out) {
    TextTable table = new TextTable("layer", "kind", "shape", "params", "macs");
    for (LayerCounts layer : counts.layers()) {
      table.row(
          layer.layer(),
          layer.kind(),
          layer.shape().toString(),
          Integer.toString(layer.params()),
          Long.toString(layer.macs()));
    }
    table.print(out);
    out.println();
    out.println(
        "%s: %s; takes %s, tells %d classes apart; %,d parameters, %,d multiply-accumulates; engine %s"
            .formatted(
                stored.network().name(),
                stored.origin(),
                stored.network().input(),
                stored.network().classes(),
                counts.params(),
                counts.macs(),
                Engines.preferred(stored.network()).name()));
    stored.remarks().forEach(remark -> out.println("Note: " + remark));
  }

  private static ObjectNode json(StoredNetwork stored, NetworkCounts counts) {
    Network network = stored.network();
    ObjectNode root =
        JsonNodeFactory.instance
            .objectNode()
            .put("network", network.name())
            .put("origin", stored.origin())
            .put("input", network.input().toString())
            .put("classes", network.classes())
            .put("params", counts.params())
            .put("macs", counts.macs())
            .put("engine", Engines.preferred(network).name());
    ArrayNode layers = root.putArray("layers");
    for (LayerCounts layer : counts.layers()) {
      layers
          .addObject()
          .put("layer", layer.layer())
          .put("kind", layer.kind())
          .put("shape", layer.shape().toString())
          .put("params", layer.params())
          .put("macs", layer.macs());
    }
    stored.remarks().forEach(root.putArray("remarks")::add);
    return root;
  }
}
