package io.pollard.store;

import io.pollard.store.Table.Owner;
import io.pollard.store.Table.Visibility;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The tables of a warehouse. The same as docs/tables.md, which a test compares column by column; a
 * column may be added at the end (nullable, since older files lack it), never changed or removed.
 */
public final class Tables {
  private static final Table.Part<Use> USE =
      columns ->
          columns
              .string("arm", Use::arm)
              .bigint("replicate", Use::replicate)
              .integer("level", Use::level);

  /** One row per use of a committed step. */
  public static final Table<StepRow> STEPS =
      Table.<StepRow>named("steps")
          .key("step_id", "arm", "replicate", "level")
          .owner(row -> Owner.use(row.stepId(), row.use()))
          .string("step_id", StepRow::stepId)
          .add("parents", ColumnType.STRING_LIST, false, row -> row.step().parents())
          .string("kind", row -> row.step().kind())
          .part(StepRow::use, USE)
          .string("spec_json", row -> row.step().specJson())
          .string("code_version", row -> row.run().codeVersion())
          .string("host", row -> row.run().host())
          .integer("attempt", row -> row.run().attempt())
          .add("started_at", ColumnType.TIMESTAMP, false, row -> row.run().startedAt())
          .bigint("wall_ms", row -> row.timing().wallMs())
          .bigint("cpu_ms", row -> row.timing().cpuMs())
          .optionalString("engine", row -> row.step().engine())
          .optionalString("arithmetic", row -> row.step().arithmetic())
          .bool("reused", StepRow::reused)
          .integer("semantics", row -> row.step().semantics())
          .bigint("data_ms", row -> row.timing().dataMs())
          .bigint("compile_ms", row -> row.timing().compileMs())
          .bigint("train_ms", row -> row.timing().trainMs())
          .bigint("evaluate_ms", row -> row.timing().evaluateMs())
          .bigint("commit_ms", row -> row.timing().commitMs())
          .bigint("state_bytes", row -> row.contents().stateBytes())
          .optionalString("checkpoint_checksum", row -> row.contents().checkpointChecksum())
          .integer("result_rows", row -> row.contents().resultRows())
          .integer("history_rows", row -> row.contents().historyRows())
          .integer("layer_rows", row -> row.contents().layerRows())
          .optionalInteger(
              "sensitivity_rows", row -> OptionalInt.of(row.contents().sensitivityRows()))
          .optionalInteger("score_rows", row -> OptionalInt.of(row.contents().scoreRows()))
          .optionalBigint("trained_macs", row -> row.run().executed().trainedMacs())
          .optionalString("layout", row -> row.run().executed().layout())
          .optionalBigint("native_bytes", row -> row.run().executed().nativeBytes())
          .optionalBigint("prune_ms", row -> OptionalLong.of(row.timing().pruneMs()))
          .read(Tables::step);

  /** One row per use of an evaluated network and split. */
  public static final Table<ResultRow> RESULTS =
      Table.<ResultRow>named("results")
          .key("step_id", "arm", "replicate", "level", "split", "iteration")
          .visible(Visibility.USE)
          .owner(row -> Owner.use(row.stepId(), row.use()))
          .string("step_id", ResultRow::stepId)
          .part(ResultRow::use, USE)
          .part(ResultRow::evaluation, Tables::evaluationColumns)
          .read(cells -> new ResultRow(cells.string("step_id"), use(cells), evaluation(cells)));

  /** One row per step and logged iteration. */
  public static final Table<HistoryRow> HISTORY =
      Table.<HistoryRow>named("history")
          .key("step_id", "iteration", "split")
          .visible(Visibility.STEP)
          .owner(row -> Owner.step(row.stepId()))
          .string("step_id", HistoryRow::stepId)
          .integer("iteration", row -> row.point().iteration())
          .integer("epoch", row -> row.point().epoch())
          .string("split", row -> row.point().split())
          .real("loss", row -> row.point().loss())
          .optionalReal("top1", row -> row.point().top1())
          .real("learning_rate", row -> row.point().learningRate())
          .read(
              cells ->
                  new HistoryRow(
                      cells.string("step_id"),
                      new HistoryPoint(
                          cells.integer("iteration"),
                          cells.integer("epoch"),
                          cells.string("split"),
                          cells.real("loss"),
                          cells.optionalReal("top1"),
                          cells.real("learning_rate"))));

  /** One row per network and layer. */
  public static final Table<LayerRow> LAYERS =
      Table.<LayerRow>named("layers")
          .key("step_id", "layer")
          .visible(Visibility.STEP)
          .owner(row -> Owner.step(row.stepId()))
          .string("step_id", LayerRow::stepId)
          .string("layer", row -> row.size().layer())
          .string("kind", row -> row.size().kind())
          .add("shape", ColumnType.INT_LIST, false, row -> row.size().shape())
          .bigint("params", row -> row.size().params())
          .bigint("nonzero", row -> row.size().nonzero())
          .real("density", row -> row.size().density())
          .bigint("macs", row -> row.size().macs())
          .bigint("weights", row -> row.size().weights())
          .bigint("biases", row -> row.size().biases())
          .bigint("macs_effective", row -> row.size().macsEffective())
          .integer("position", row -> row.size().position())
          .optionalBigint("macs_physical", row -> row.size().macsPhysical())
          .read(
              cells ->
                  new LayerRow(
                      cells.string("step_id"),
                      new LayerSize(
                          cells.integer("position"),
                          cells.string("layer"),
                          cells.string("kind"),
                          cells.integers("shape"),
                          cells.bigint("params"),
                          cells.bigint("nonzero"),
                          cells.real("density"),
                          cells.bigint("macs"),
                          cells.bigint("weights"),
                          cells.bigint("biases"),
                          cells.bigint("macs_effective"),
                          cells.optionalBigint("macs_physical"))));

  /** One row per cell of a sensitivity analysis. */
  public static final Table<SensitivityRow> SENSITIVITY =
      Table.<SensitivityRow>named("sensitivity")
          .key("step_id", "layer", "structure", "scoring", "sparsity")
          .visible(Visibility.STEP)
          .owner(row -> Owner.step(row.stepId()))
          .string("step_id", SensitivityRow::stepId)
          .part(SensitivityRow::cell, Tables::sensitivityColumns)
          .read(cells -> new SensitivityRow(cells.string("step_id"), sensitivity(cells)));

  /** One row per layer and scoring rule. */
  public static final Table<ScoreRow> SCORES =
      Table.<ScoreRow>named("scores")
          .key("step_id", "layer", "structure", "scoring")
          .visible(Visibility.STEP)
          .owner(row -> Owner.step(row.stepId()))
          .string("step_id", ScoreRow::stepId)
          .part(ScoreRow::summary, ScoreColumns::add)
          .read(cells -> new ScoreRow(cells.string("step_id"), ScoreColumns.read(cells)));

  /** One row per use of a step whose run failed. */
  public static final Table<FailureRow> FAILURES =
      Table.<FailureRow>named("failures")
          .key("step_id", "arm", "replicate", "level", "attempt", "failed_at")
          .owner(
              row ->
                  new Owner(
                      row.stepId(),
                      Optional.of(row.use()),
                      row.attempt() + "@" + row.failedAt().toEpochMilli()))
          .string("step_id", FailureRow::stepId)
          .string("kind", FailureRow::kind)
          .part(FailureRow::use, USE)
          .string("cause", FailureRow::cause)
          .string("message", FailureRow::message)
          .bool("permanent", FailureRow::permanent)
          .integer("attempt", FailureRow::attempt)
          .string("host", FailureRow::host)
          .add("failed_at", ColumnType.TIMESTAMP, false, FailureRow::failedAt)
          .read(
              cells ->
                  new FailureRow(
                      cells.string("step_id"),
                      cells.string("kind"),
                      use(cells),
                      cells.string("cause"),
                      cells.string("message"),
                      cells.bool("permanent"),
                      cells.integer("attempt"),
                      cells.string("host"),
                      cells.timestamp("failed_at")));

  /** One row per measurement of a step's network: runtime and number of examples. */
  public static final Table<LatencyRow> LATENCY =
      Table.<LatencyRow>named("latency")
          .key("step_id", "arm", "replicate", "level", "runtime", "batch", "measured_at")
          .owner(
              row ->
                  new Owner(
                      row.stepId(),
                      Optional.of(row.use()),
                      "%s@%d@%d"
                          .formatted(row.runtime(), row.batch(), row.measuredAt().toEpochMilli())))
          .string("step_id", LatencyRow::stepId)
          .part(LatencyRow::use, USE)
          .string("runtime", LatencyRow::runtime)
          .string("runtime_version", LatencyRow::runtimeVersion)
          .integer("batch", LatencyRow::batch)
          .integer("threads", LatencyRow::threads)
          .real("latency_median_ms", LatencyRow::median)
          .real("latency_q1_ms", LatencyRow::lower)
          .real("latency_q3_ms", LatencyRow::upper)
          .integer("runs", LatencyRow::runs)
          .string("machine", LatencyRow::machine)
          .string("host", LatencyRow::host)
          .string("code_version", LatencyRow::codeVersion)
          .add("measured_at", ColumnType.TIMESTAMP, false, LatencyRow::measuredAt)
          .read(
              cells ->
                  new LatencyRow(
                      cells.string("step_id"),
                      use(cells),
                      cells.string("runtime"),
                      cells.string("runtime_version"),
                      cells.integer("batch"),
                      cells.integer("threads"),
                      cells.real("latency_median_ms"),
                      cells.real("latency_q1_ms"),
                      cells.real("latency_q3_ms"),
                      cells.integer("runs"),
                      cells.string("machine"),
                      cells.string("host"),
                      cells.string("code_version"),
                      cells.timestamp("measured_at")));

  /** One row per tensor of a checkpoint. */
  static final Table<TensorRow> CHECKPOINTS =
      Table.<TensorRow>named("checkpoints")
          .unpartitioned()
          .checksummed()
          .key("step_id", "tensor", "part")
          .owner(row -> Owner.step(row.stepId()))
          .string("step_id", TensorRow::stepId)
          .string("tensor", TensorRow::tensor)
          .add("shape", ColumnType.INT_LIST, false, TensorRow::shape)
          .string("dtype", TensorRow::dtype)
          .string("encoding", TensorRow::encoding)
          .add("values", ColumnType.BINARY, false, TensorRow::values)
          .add("mask", ColumnType.BINARY, true, row -> row.mask().orElse(null))
          .string("checksum", TensorRow::checksum)
          .integer("part", TensorRow::part)
          .read(
              cells ->
                  new TensorRow(
                      cells.string("step_id"),
                      cells.string("tensor"),
                      cells.integer("part"),
                      cells.integers("shape"),
                      cells.string("dtype"),
                      cells.string("encoding"),
                      cells.binary("values"),
                      cells.optionalBinary("mask"),
                      cells.string("checksum")));

  /** Who is in {@code steps}: the columns needed to know what is committed. */
  static final Table<StepUse> USES =
      Table.<StepUse>named("steps")
          .owner(row -> Owner.use(row.stepId(), row.use()))
          .string("step_id", StepUse::stepId)
          .part(StepUse::use, USE)
          .read(cells -> new StepUse(cells.string("step_id"), use(cells)));

  private Tables() {}

  /** A use of a step. */
  record StepUse(String stepId, Use use) {}

  /** Every table. */
  public static List<Table<?>> all() {
    return List.of(
        STEPS, RESULTS, HISTORY, LAYERS, SENSITIVITY, SCORES, FAILURES, LATENCY, CHECKPOINTS);
  }

  private static Use use(Cells cells) {
    return new Use(cells.string("arm"), cells.bigint("replicate"), cells.integer("level"));
  }

  private static StepRow step(Cells cells) {
    return new StepRow(
        new StepIdentity(
            cells.string("step_id"),
            cells.strings("parents"),
            cells.string("kind"),
            cells.string("spec_json"),
            cells.integer("semantics"),
            cells.optionalString("engine"),
            cells.optionalString("arithmetic")),
        use(cells),
        new Run(
            cells.string("code_version"),
            cells.string("host"),
            cells.integer("attempt"),
            cells.timestamp("started_at"),
            new Executed(
                cells.optionalBigint("trained_macs"),
                cells.optionalString("layout"),
                cells.optionalBigint("native_bytes"))),
        new Timing(
            cells.bigint("wall_ms"),
            cells.bigint("cpu_ms"),
            cells.bigint("data_ms"),
            cells.bigint("compile_ms"),
            cells.optionalBigint("prune_ms").orElse(0),
            cells.bigint("train_ms"),
            cells.bigint("evaluate_ms"),
            cells.bigint("commit_ms")),
        cells.bool("reused"),
        new Contents(
            cells.bigint("state_bytes"),
            cells.optionalString("checkpoint_checksum"),
            cells.integer("result_rows"),
            cells.integer("history_rows"),
            cells.integer("layer_rows"),
            cells.optionalInteger("sensitivity_rows").orElse(0),
            cells.optionalInteger("score_rows").orElse(0)));
  }

  private static void evaluationColumns(Table.Builder<Evaluation> columns) {
    columns
        .string("split", Evaluation::split)
        .real("top1", Evaluation::top1)
        .optionalReal("top5", Evaluation::top5)
        .real("loss", Evaluation::loss)
        .bigint("params_total", row -> row.size().paramsTotal())
        .bigint("params_nonzero", row -> row.size().paramsNonzero())
        .real("compression_ratio", row -> row.size().compressionRatio())
        .bigint("macs_dense", row -> row.size().macsDense())
        .bigint("macs_effective", row -> row.size().macsEffective())
        .real("theoretical_speedup", row -> row.size().theoreticalSpeedup())
        .bigint("bytes_dense", row -> row.size().bytesDense())
        .bigint("bytes_sparse", row -> row.size().bytesSparse())
        .integer("iteration", Evaluation::iteration)
        .optionalInteger(
            "early_stop_iteration",
            row ->
                row.earlyStop()
                    .map(stop -> OptionalInt.of(stop.iteration()))
                    .orElse(OptionalInt.empty()))
        .optionalReal("early_stop_loss", row -> real(row.earlyStop().map(EarlyStop::loss)))
        .optionalReal("early_stop_top1", row -> real(row.earlyStop().map(EarlyStop::top1)))
        .bigint("prunable_total", row -> row.size().prunableTotal())
        .bigint("prunable_nonzero", row -> row.size().prunableNonzero())
        .optionalReal("requested_sparsity", Evaluation::requestedSparsity)
        .bigint("pruned", Evaluation::pruned)
        .integer("samples", Evaluation::samples)
        .optionalBigint("macs_physical", row -> row.size().macsPhysical());
  }

  private static Evaluation evaluation(Cells cells) {
    OptionalInt stop = cells.optionalInteger("early_stop_iteration");
    Optional<EarlyStop> earlyStop =
        stop.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new EarlyStop(
                    stop.getAsInt(), cells.real("early_stop_loss"), cells.real("early_stop_top1")));
    return new Evaluation(
        cells.string("split"),
        cells.integer("samples"),
        cells.real("top1"),
        cells.optionalReal("top5"),
        cells.real("loss"),
        cells.integer("iteration"),
        earlyStop,
        new NetworkSize(
            cells.bigint("params_total"),
            cells.bigint("params_nonzero"),
            cells.real("compression_ratio"),
            cells.bigint("macs_dense"),
            cells.bigint("macs_effective"),
            cells.real("theoretical_speedup"),
            cells.bigint("bytes_dense"),
            cells.bigint("bytes_sparse"),
            cells.bigint("prunable_total"),
            cells.bigint("prunable_nonzero"),
            cells.optionalBigint("macs_physical")),
        cells.optionalReal("requested_sparsity"),
        cells.bigint("pruned"));
  }

  private static void sensitivityColumns(Table.Builder<SensitivityCell> columns) {
    columns
        .string("layer", SensitivityCell::layer)
        .string("structure", SensitivityCell::structure)
        .string("scoring", SensitivityCell::scoring)
        .real("sparsity", SensitivityCell::sparsity)
        .integer("samples", row -> row.measured().samples())
        .real("top1", row -> row.measured().top1())
        .optionalReal("top5", row -> row.measured().top5())
        .real("loss", row -> row.measured().loss())
        .real("top1_low", row -> row.measured().top1Low())
        .real("top1_high", row -> row.measured().top1High())
        .add("members", ColumnType.STRING_LIST, false, SensitivityCell::members)
        .integer("position", SensitivityCell::position)
        .bigint("weights", SensitivityCell::weights)
        .bigint("pruned", SensitivityCell::pruned)
        .string("split", row -> row.reference().split())
        .integer("population", row -> row.reference().population())
        .real("unpruned_top1", row -> row.reference().top1())
        .real("unpruned_loss", row -> row.reference().loss());
  }

  private static SensitivityCell sensitivity(Cells cells) {
    return new SensitivityCell(
        cells.integer("position"),
        cells.string("layer"),
        cells.strings("members"),
        cells.string("structure"),
        cells.string("scoring"),
        cells.real("sparsity"),
        cells.bigint("weights"),
        cells.bigint("pruned"),
        new SensitivityCell.Measured(
            cells.integer("samples"),
            cells.real("top1"),
            cells.optionalReal("top5"),
            cells.real("loss"),
            cells.real("top1_low"),
            cells.real("top1_high")),
        new SensitivityCell.Reference(
            cells.string("split"),
            cells.integer("population"),
            cells.real("unpruned_top1"),
            cells.real("unpruned_loss")));
  }

  private static OptionalDouble real(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }
}
