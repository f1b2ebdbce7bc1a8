package io.pollard.jobs.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;

/** The few numbers that stand at the top. */
final class Tiles {
  private final Tables tables;
  private final String where;
  private final String experiment;
  private final double budget;

  /**
   * @param budget accuracy that may be lost
   */
  Tiles(Tables tables, String experiment, String split, double budget) {
    this.tables = tables;
    this.experiment = experiment;
    this.where = "experiment = '%s' AND split = '%s'".formatted(experiment, split);
    this.budget = budget;
  }

  void into(ArrayNode tiles) {
    List<Row> dense =
        tables.rows(
            "SELECT avg(top1), stddev_samp(top1), count(*) FROM (SELECT DISTINCT step_id, top1 FROM"
                + " pollard_results WHERE "
                + where
                + " AND level = 0) HAVING count(*) > 0");
    dense.forEach(
        row ->
            tile(
                tiles,
                "Dense network",
                percent(row.getDouble(0)),
                row.isNullAt(1)
                    ? "one replicate"
                    : "± %s over %d replicates"
                        .formatted(percent(row.getDouble(1)), row.getLong(2))));
    within(tiles);
    best(tiles);
    counts(tiles);
  }

  private void within(ArrayNode tiles) {
    List<Row> found =
        tables.rows(
            """
            SELECT b.id, b.accuracy, avg(r.compression_ratio)
            FROM (SELECT pollard_best_within(concat(p.arm, '/', p.level), p.top1, p.params_nonzero, d.top1, %s) AS b
                  FROM (SELECT * FROM pollard_results WHERE %s) p
                  JOIN (SELECT arm, replicate, top1 FROM pollard_results WHERE %s AND level = 0) d
                    ON d.arm = p.arm AND d.replicate = p.replicate)
            JOIN pollard_results r ON %s AND concat(r.arm, '/', r.level) = b.id
            GROUP BY b.id, b.accuracy"""
                .formatted(budget, where, where, where.replace("experiment", "r.experiment")));
    found.forEach(
        row ->
            tile(
                tiles,
                "Smallest within %.0f point of dense".formatted(100 * budget),
                "%s×".formatted(number(row.getDouble(2))),
                "smaller: %s, %s".formatted(level(row.getString(0)), percent(row.getDouble(1)))));
  }

  private void best(ArrayNode tiles) {
    Row row =
        tables
            .rows(
                "SELECT max_by(struct(arm, level, a, r), struct(a, r, -level)) FROM (SELECT arm,"
                    + " level, avg(top1) AS a, avg(compression_ratio) AS r FROM pollard_results"
                    + " WHERE "
                    + where
                    + " GROUP BY arm, level)")
            .get(0)
            .getStruct(0);
    tile(
        tiles,
        "Most accurate",
        percent(row.getDouble(2)),
        "%s, %s× smaller"
            .formatted(level(row.getString(0) + "/" + row.getInt(1)), number(row.getDouble(3))));
  }

  private void counts(ArrayNode tiles) {
    Row row =
        tables
            .rows(
                "SELECT count(DISTINCT step_id), sum(wall_ms), count(DISTINCT host) FROM"
                    + " pollard_steps WHERE experiment = '%s'".formatted(experiment))
            .get(0);
    Row failed =
        tables
            .rows(
                "SELECT count(*) FROM pollard_failures WHERE experiment = '%s'"
                    .formatted(experiment))
            .get(0);
    tile(
        tiles,
        "Work done",
        "%s core min".formatted(number(row.getLong(1) / 60_000.0)),
        "%d steps on %d machine%s, %d failed attempts"
            .formatted(
                row.getLong(0), row.getLong(2), row.getLong(2) == 1 ? "" : "s", failed.getLong(0)));
  }

  private static void tile(ArrayNode tiles, String name, String value, String note) {
    tiles.addObject().put("name", name).put("value", value).put("note", note);
  }

  private static String level(String id) {
    int slash = id.lastIndexOf('/');
    return "%s at level %s".formatted(id.substring(0, slash), id.substring(slash + 1));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }
}
