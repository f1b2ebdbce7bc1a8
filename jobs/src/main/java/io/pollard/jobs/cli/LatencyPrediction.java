package io.pollard.jobs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.measure.latency.InferenceRuntime;
import io.pollard.measure.latency.InferenceRuntimes;
import io.pollard.measure.latency.Latency;
import io.pollard.measure.latency.Stopwatch;
import io.pollard.measure.latency.Stopwatch.Subject;
import io.pollard.network.Mask;
import io.pollard.plan.Work;
import io.pollard.prune.scheduling.Level.Moment;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.LatencyModel;
import io.pollard.prune.selection.LatencyTable;
import io.pollard.prune.surgery.SmallerNetwork;
import io.pollard.prune.surgery.Surgery;
import io.pollard.spec.Binder;
import io.pollard.store.StepRow;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network that was pruned to a latency: what was asked for, what its table predicts, and what the
 * clock says of the physically smaller network beside the whole one.
 */
final class LatencyPrediction {
  private final LatencyTable table;
  private final double dense;
  private final double target;
  private final double predicted;
  private final List<Line> lines = new ArrayList<>();

  /** Times in one runtime, at the table's batch. */
  private record Line(String runtime, double dense, double smaller) {}

  private LatencyPrediction(LatencyTable table, double dense, double target, double predicted) {
    this.table = table;
    this.dense = dense;
    this.target = target;
    this.predicted = predicted;
  }

  /** Of a step that was pruned to a latency; empty of others. */
  static Optional<LatencyPrediction> of(StepRow row, Evaluable network, Stopwatch watch) {
    Work work =
        Binder.read(row.step().specJson(), Work.class, "the settings of step " + row.stepId());
    if (!(work instanceof Work.Prune prune)) {
      return Optional.empty();
    }
    List<Moment> moments = prune.moments();
    if (!(moments.get(moments.size() - 1).amount() instanceof Amount.LatencySpeedup asked)) {
      return Optional.empty();
    }
    return asked.table().map(table -> timed(prune, asked.ratio(), table, network, watch));
  }

  private static LatencyPrediction timed(
      Work.Prune prune, double ratio, LatencyTable table, Evaluable network, Stopwatch watch) {
    LatencyModel model =
        new LatencyModel(network.network(), prune.structure().groups(network.network()), table);
    double dense = model.milliseconds(Mask.dense(network.parameters().length));
    LatencyPrediction prediction =
        new LatencyPrediction(table, dense, dense / ratio, model.milliseconds(network.mask()));
    SmallerNetwork smaller = Surgery.remove(network.network(), network.mask());
    Subject whole = new Subject(network.network(), network.parameters());
    Subject left = new Subject(smaller.network(), smaller.slice(network.parameters()));
    for (InferenceRuntime runtime : InferenceRuntimes.all()) {
      if (runtime.refusal(whole.network()).isEmpty()) {
        List<Latency> times = watch.time(runtime, List.of(whole, left), table.batch());
        prediction.lines.add(
            new Line(runtime.name(), times.get(0).median(), times.get(1).median()));
      }
    }
    return prediction;
  }

  void print(PrintWriter out) {
    out.println();
    out.println(
        "Pruned to a latency: of %s ms, %s were asked for and %s are predicted, by the table of %s, batch %d"
            .formatted(
                Cell.rounded(dense),
                Cell.rounded(target),
                Cell.rounded(predicted),
                table.runtime(),
                table.batch()));
    TextTable measured =
        new TextTable("runtime", "whole ms", "smaller ms", "measured speed-up", "predicted");
    for (Line line : lines) {
      measured.row(
          line.runtime(),
          Cell.rounded(line.dense()),
          Cell.rounded(line.smaller()),
          Cell.rounded(line.dense() / line.smaller()),
          Cell.rounded(dense / predicted));
    }
    measured.print(out);
  }

  void write(ObjectNode into) {
    ObjectNode node =
        into.putObject("latency_budget")
            .put("table", table.runtime())
            .put("batch", table.batch())
            .put("dense_ms", dense)
            .put("target_ms", target)
            .put("predicted_ms", predicted);
    ArrayNode measured = node.putArray("measured");
    for (Line line : lines) {
      measured
          .addObject()
          .put("runtime", line.runtime())
          .put("whole_ms", line.dense())
          .put("smaller_ms", line.smaller());
    }
  }
}
