package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.UserException;
import io.pollard.store.Doctor;
import io.pollard.store.Finding;
import io.pollard.store.Warehouse;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pollard doctor}: is the warehouse whole? */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Reads every file of the warehouse and compares every checksum.",
      "Exit code 0 if nothing is wrong (or nothing is left after --repair), 3 if something is."
    },
    footer = {"", "Examples:", "  bin/pollard doctor", "  bin/pollard doctor --repair --grace 0"})
public final class DoctorJob implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--repair",
      description =
          "Deletes what killed runs left behind, sets damaged files aside, and makes their steps"
              + " run again when their experiment is.")
  private boolean repair;

  @Option(
      names = "--grace",
      paramLabel = "<minutes>",
      description =
          "Passes over what is younger, which a running experiment may be writing (default:"
              + " ${DEFAULT-VALUE}); 0 if none runs.")
  private int grace = 10;

  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  DoctorJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(DoctorJob::new, args);
  }

  @Override
  public Integer call() {
    if (grace < 0) {
      throw new UserException(
          "Cannot examine the warehouse: the time is negative (--grace=%d); give minutes, or 0"
              .formatted(grace));
    }
    Warehouse tables = warehouse.open(Sessions.conf("pollard doctor", spark));
    Doctor doctor = new Doctor(tables, Duration.ofMinutes(grace));
    PrintWriter out = terminal.out();
    List<Finding> repaired = repair ? doctor.repair() : List.of();
    List<Finding> findings = doctor.check();
    if (json.isGiven()) {
      ObjectNode result = JsonNodeFactory.instance.objectNode().put("warehouse", tables.location());
      repaired.forEach(describe(result.putArray("repaired")));
      findings.forEach(describe(result.putArray("findings")));
      JsonOption.print(result, out);
      return findings.isEmpty() ? ExitCode.DONE : ExitCode.DATA;
    }
    print("Repaired", repaired, out);
    print(repair ? "Left" : "Found", findings, out);
    if (findings.isEmpty()) {
      out.println("%s: nothing is wrong".formatted(tables.location()));
      return ExitCode.DONE;
    }
    if (!repair && findings.stream().anyMatch(Finding::repairable)) {
      out.println("--repair mends what is marked so");
    }
    return ExitCode.DATA;
  }

  private static Consumer<Finding> describe(ArrayNode findings) {
    return finding ->
        findings
            .addObject()
            .put("kind", finding.kind().name().toLowerCase(Locale.ROOT))
            .put("repairable", finding.repairable())
            .put("path", finding.path())
            .put("message", finding.message());
  }

  private static void print(String title, List<Finding> findings, PrintWriter out) {
    if (findings.isEmpty()) {
      return;
    }
    out.println("%s (%d):".formatted(title, findings.size()));
    for (Finding finding : findings) {
      out.println(
          "  %s%s: %s: %s"
              .formatted(
                  finding.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                  finding.repairable() ? " (repairable)" : "",
                  finding.path(),
                  finding.message()));
    }
  }
}
