package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.data.DatasetFormat;
import io.pollard.engine.Optimizer;
import io.pollard.network.Initialization;
import io.pollard.network.NetworkFamily;
import io.pollard.prune.finetuning.FineTuning;
import io.pollard.prune.penalty.Penalty;
import io.pollard.prune.repair.Repair;
import io.pollard.prune.scheduling.Schedule;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.selection.Selection;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Catalog;
import io.pollard.spec.Extension;
import io.pollard.train.LearningRateSchedule;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pollard methods}: what an experiment file can choose. */
@Command(
    name = "methods",
    mixinStandardHelpOptions = true,
    description =
        "Lists everything that an experiment file can choose by name, with its keys and defaults,"
            + " jars of your own included.",
    footer = {
      "",
      "Examples:",
      "  bin/pollard methods",
      "  bin/pollard methods --json | jq '.\"scoring rule\"[].name'"
    })
public final class MethodsJob implements Callable<Integer> {

  /** In the order of an experiment file. */
  static final List<Class<? extends Extension>> FAMILIES =
      List.of(
          DatasetFormat.class,
          NetworkFamily.class,
          Initialization.class,
          Optimizer.class,
          LearningRateSchedule.class,
          Penalty.class,
          Structure.class,
          ScoringRule.class,
          Selection.class,
          Repair.class,
          Schedule.class,
          FineTuning.class);

  private final Terminal terminal;

  @Mixin private final JsonOption json = new JsonOption();

  MethodsJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(MethodsJob::new, args);
  }

  @Override
  public Integer call() {
    if (json.isGiven()) {
      JsonOption.print(json(), terminal.out());
      return ExitCode.DONE;
    }
    FAMILIES.forEach(this::print);
    terminal.out().println("A choice is written as name, or as {name: {key: value}}.");
    return ExitCode.DONE;
  }

  private static ObjectNode json() {
    ObjectNode families = JsonNodeFactory.instance.objectNode();
    for (Class<? extends Extension> family : FAMILIES) {
      ArrayNode members = families.putArray(Catalog.title(family));
      for (Catalog.Entry entry : Catalog.of(family)) {
        ObjectNode member = members.addObject().put("name", entry.name());
        entry.summary().ifPresent(text -> member.put("summary", text));
        member.put("source", entry.source());
        ArrayNode keys = member.putArray("keys");
        for (Catalog.Key key : entry.keys()) {
          ObjectNode node =
              keys.addObject()
                  .put("name", key.name())
                  .put("expected", key.expected())
                  .put("required", key.defaultValue().isEmpty());
          key.defaultValue().ifPresent(value -> node.put("default", value));
        }
      }
    }
    return families;
  }

  private void print(Class<? extends Extension> family) {
    PrintWriter out = terminal.out();
    out.println(Catalog.title(family));
    for (Catalog.Entry entry : Catalog.of(family)) {
      out.println("  " + entry.name() + entry.summary().map(text -> ": " + text).orElse(""));
      out.println("      from " + entry.source());
      for (Catalog.Key key : entry.keys()) {
        String otherwise =
            key.defaultValue().map(value -> "default " + value).orElse("has to be given");
        out.println("      %s: %s (%s)".formatted(key.name(), key.expected(), otherwise));
      }
    }
    out.println();
  }
}
