package io.pollard.store;

import io.pollard.store.ScoreSummary.Spread;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The columns of table {@code scores}. */
final class ScoreColumns {
  private ScoreColumns() {}

  static void add(Table.Builder<ScoreSummary> columns) {
    columns
        .string("layer", ScoreSummary::layer)
        .integer("position", ScoreSummary::position)
        .string("structure", ScoreSummary::structure)
        .string("scoring", ScoreSummary::scoring)
        .bigint("groups", ScoreSummary::groups)
        .bigint("kept", ScoreSummary::kept)
        .optionalReal("mean", spread(Spread::mean))
        .optionalReal("min", spread(Spread::min))
        .optionalReal("p01", spread(Spread::p01))
        .optionalReal("p05", spread(Spread::p05))
        .optionalReal("p25", spread(Spread::p25))
        .optionalReal("p50", spread(Spread::p50))
        .optionalReal("p75", spread(Spread::p75))
        .optionalReal("p95", spread(Spread::p95))
        .optionalReal("p99", spread(Spread::p99))
        .optionalReal("max", spread(Spread::max))
        .add(
            "histogram",
            ColumnType.LONG_LIST,
            true,
            row -> row.spread().map(Spread::histogram).orElse(null))
        .optionalString("selection", ScoreSummary::selection)
        .optionalReal("sparsity", ScoreSummary::sparsity)
        .optionalReal("threshold", ScoreSummary::threshold)
        .bigint("pruned", ScoreSummary::pruned);
  }

  private static Function<ScoreSummary, OptionalDouble> spread(ToDoubleFunction<Spread> value) {
    return row ->
        row.spread().isPresent()
            ? OptionalDouble.of(value.applyAsDouble(row.spread().get()))
            : OptionalDouble.empty();
  }

  static ScoreSummary read(Cells cells) {
    Optional<Spread> spread =
        cells.optionalReal("mean").isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Spread(
                    cells.real("mean"),
                    cells.real("min"),
                    cells.real("p01"),
                    cells.real("p05"),
                    cells.real("p25"),
                    cells.real("p50"),
                    cells.real("p75"),
                    cells.real("p95"),
                    cells.real("p99"),
                    cells.real("max"),
                    cells.longs("histogram")));
    return new ScoreSummary(
        cells.integer("position"),
        cells.string("layer"),
        cells.string("structure"),
        cells.string("scoring"),
        cells.bigint("groups"),
        cells.bigint("kept"),
        spread,
        cells.optionalString("selection"),
        cells.optionalReal("sparsity"),
        cells.optionalReal("threshold"),
        cells.bigint("pruned"));
  }
}
