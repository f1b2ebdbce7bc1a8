package io.pollard.jobs.cli;

import io.pollard.data.DatasetFormat;
import io.pollard.engine.Optimizer;
import io.pollard.network.Initialization;
import io.pollard.network.NetworkFamily;
import io.pollard.prune.finetuning.FineTuning;
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

/** {@code pollard methods}: what an experiment file can choose. */
@Command(
    name = "methods",
    mixinStandardHelpOptions = true,
    description =
        "Lists everything that an experiment file can choose by name, with its keys and defaults,"
            + " jars of your own included.")
public final class MethodsJob implements Callable<Integer> {

  /** In the order of an experiment file. */
  static final List<Class<? extends Extension>> FAMILIES =
      List.of(
          DatasetFormat.class,
          NetworkFamily.class,
          Initialization.class,
          Optimizer.class,
          LearningRateSchedule.class,
          Structure.class,
          ScoringRule.class,
          Selection.class,
          Schedule.class,
          FineTuning.class);

  private final Terminal terminal;

  MethodsJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(MethodsJob::new, args);
  }

  @Override
  public Integer call() {
    FAMILIES.forEach(this::print);
    terminal.out().println("A choice is written as name, or as {name: {key: value}}.");
    return ExitCode.DONE;
  }

  private void print(Class<? extends Extension> family) {
    PrintWriter out = terminal.out();
    out.println(Catalog.title(family));
    for (Catalog.Entry entry : Catalog.of(family)) {
      out.println("  " + entry.name() + entry.summary().map(text -> ": " + text).orElse(""));
      for (Catalog.Key key : entry.keys()) {
        String otherwise =
            key.defaultValue().map(value -> "default " + value).orElse("has to be given");
        out.println("      %s: %s (%s)".formatted(key.name(), key.expected(), otherwise));
      }
    }
    out.println();
  }
}
