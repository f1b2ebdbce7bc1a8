package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.execute.Host;
import io.pollard.measure.latency.InferenceRuntime;
import io.pollard.measure.latency.InferenceRuntimes;
import io.pollard.measure.latency.Latency;
import io.pollard.measure.latency.Machine;
import io.pollard.measure.latency.Stopwatch;
import io.pollard.measure.latency.Stopwatch.Subject;
import io.pollard.network.NetworkCounts;
import io.pollard.store.LatencyRow;
import io.pollard.store.Run;
import io.pollard.store.StepRow;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the clock says about a network, and about another one beside it: the theoretical speed-up is
 * the ratio of what the two execute, multiply-accumulates of pruned weights among it, since a
 * masked weight is multiplied like any other.
 */
final class LatencyReport {
  private static final List<Integer> BATCHES = List.of(1, 64);

  private final Evaluable network;
  private final Optional<Evaluable> other;
  private final List<Line> lines = new ArrayList<>();
  private Optional<LatencyPrediction> prediction = Optional.empty();

  /**
   * One runtime and batch.
   *
   * @param own time of the network
   * @param others time of the network beside it
   */
  private record Line(Latency own, Optional<Latency> others) {
    Optional<Double> speedup() {
      return others.map(latency -> latency.median() / own.median());
    }
  }

  private LatencyReport(Evaluable network, Optional<Evaluable> other) {
    this.network = network;
    this.other = other;
  }

  /** Times the networks in every runtime that takes them, batches of 1 and 64, on one thread. */
  static LatencyReport of(Evaluable network, Optional<Evaluable> other, Stopwatch watch) {
    LatencyReport report = new LatencyReport(network, other);
    for (InferenceRuntime runtime : InferenceRuntimes.all()) {
      boolean takes =
          runtime.refusal(network.network()).isEmpty()
              && other.flatMap(o -> runtime.refusal(o.network())).isEmpty();
      for (int batch : takes ? BATCHES : List.<Integer>of()) {
        List<Subject> subjects = new ArrayList<>(List.of(subject(network)));
        other.ifPresent(o -> subjects.add(subject(o)));
        List<Latency> times = watch.time(runtime, subjects, batch);
        report.lines.add(new Line(times.get(0), times.stream().skip(1).findFirst()));
      }
    }
    return report;
  }

  /** Adds what was asked for and predicted, if the step was pruned to a latency. */
  void compareWithPrediction(StepRow row, Stopwatch watch) {
    prediction = LatencyPrediction.of(row, network, watch);
  }

  private static Subject subject(Evaluable evaluable) {
    return new Subject(evaluable.network(), evaluable.parameters());
  }

  /** Multiply-accumulates of the other network over those of this one. */
  private Optional<Double> theoretical() {
    return other.map(o -> (double) macs(o) / macs(network));
  }

  private static long macs(Evaluable evaluable) {
    return NetworkCounts.of(evaluable.network()).macs();
  }

  void print(PrintWriter out) {
    List<String> head =
        new ArrayList<>(List.of("runtime", "batch", "median ms", "q1", "q3", "runs"));
    if (other.isPresent()) {
      head.addAll(List.of("other ms", "speed-up", "theoretical"));
    }
    TextTable table = new TextTable(head);
    for (Line line : lines) {
      Latency own = line.own();
      List<String> row =
          new ArrayList<>(
              List.of(
                  own.runtime(),
                  Integer.toString(own.batch()),
                  Cell.rounded(own.median()),
                  Cell.rounded(own.lower()),
                  Cell.rounded(own.upper()),
                  Integer.toString(own.runs())));
      line.others().ifPresent(latency -> row.add(Cell.rounded(latency.median())));
      line.speedup().ifPresent(speedup -> row.add(Cell.rounded(speedup)));
      theoretical().ifPresent(speedup -> row.add(Cell.rounded(speedup)));
      table.row(row);
    }
    out.println();
    table.print(out);
    out.println();
    out.println("One thread; " + Machine.describe());
    other.ifPresent(o -> out.println("Other: " + o.source()));
    prediction.ifPresent(p -> p.print(out));
  }

  void write(ObjectNode into) {
    into.put("machine", Machine.describe());
    other.ifPresent(o -> into.put("other", o.source()));
    prediction.ifPresent(p -> p.write(into));
    theoretical().ifPresent(speedup -> into.put("other_theoretical_speedup", speedup));
    ArrayNode all = into.putArray("latency");
    for (Line line : lines) {
      Latency own = line.own();
      ObjectNode node =
          all.addObject()
              .put("runtime", own.runtime())
              .put("runtime_version", own.version())
              .put("batch", own.batch())
              .put("threads", 1)
              .put("latency_median_ms", own.median())
              .put("latency_q1_ms", own.lower())
              .put("latency_q3_ms", own.upper())
              .put("runs", own.runs());
      line.others().ifPresent(latency -> node.put("other_median_ms", latency.median()));
      line.speedup().ifPresent(speedup -> node.put("other_speedup", speedup));
    }
  }

  /** The rows for the tables. */
  List<LatencyRow> rows(StepRow step, Instant moment) {
    String machine = Machine.describe();
    Run run = Host.run(1, moment);
    return lines.stream()
        .map(
            line ->
                new LatencyRow(
                    step.stepId(),
                    step.use(),
                    line.own().runtime(),
                    line.own().version(),
                    line.own().batch(),
                    1,
                    line.own().median(),
                    line.own().lower(),
                    line.own().upper(),
                    line.own().runs(),
                    machine,
                    run.host(),
                    run.codeVersion(),
                    moment))
        .toList();
  }
}
