package io.pollard.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pollard.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The report of an experiment, as the tables have it at this moment.
 *
 * <p>Nothing in it depends on a clock or on where the warehouse lies: the same tables give the same
 * file.
 */
public final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What "within a budget" means in the tile: one point of accuracy. */
  private static final double BUDGET = 0.01;

  private final Tables tables;
  private final String experiment;
  private final String split;
  private final Optional<String> file;

  /**
   * @param spark a session with the extensions, which knows the warehouse
   * @param experiment its name
   * @param split whose examples count: {@code test} or {@code validation}
   * @param file the experiment file's text
   */
  public Report(SparkSession spark, String experiment, String split, Optional<String> file) {
    this.tables = new Tables(spark);
    this.experiment = experiment;
    this.split = split;
    this.file = file;
  }

  /**
   * The page.
   *
   * @throws UserException if nothing of the experiment has been evaluated on such examples
   */
  public String html() {
    if (tables.rows(where("pollard_results", "split = '" + split + "'")).isEmpty()) {
      throw new UserException(
          "Cannot report on experiment '%s': no network of it has been evaluated (split=%s); run it, or choose other examples with --split"
              .formatted(experiment, split));
    }
    ObjectNode data = JSON.createObjectNode();
    data.put("experiment", experiment).put("split", split);
    Figures figures = new Figures(experiment, split);
    ObjectNode results = data.putObject("tables");
    figures
        .queries(tables.exists("pollard_latency"))
        .forEach((name, sql) -> results.set(name, tables.table(sql)));
    if (tables.exists("pollard_sensitivity")) {
      results.set("sensitivity", tables.table(figures.sensitivity()));
    }
    data.set(
        "arms",
        strings(
            "SELECT arm FROM "
                + steps()
                + " GROUP BY arm ORDER BY max(kind = 'control'), min(if(level > 0, started_at, NULL))"
                + " NULLS FIRST, arm"));
    data.set(
        "controls",
        strings(
            "SELECT DISTINCT arm FROM %s AND (kind = 'control' OR spec_json LIKE '%%\"scoring\":\"random\"%%') ORDER BY arm"
                .formatted(steps())));
    JsonNode setting = setting();
    data.put("about", about(setting));
    new Tiles(tables, experiment, split, BUDGET).into(data.putArray("tiles"));
    data.put("commands", commands(setting));
    file.ifPresent(text -> data.put("file", text));
    data.put("footer", footer());
    return Page.of("Pollard: " + experiment, data);
  }

  private String steps() {
    return "pollard_steps WHERE experiment = '%s'".formatted(experiment);
  }

  private String where(String view, String condition) {
    return "SELECT 1 FROM %s WHERE experiment = '%s' AND %s LIMIT 1"
        .formatted(view, experiment, condition);
  }

  private ArrayNode strings(String sql) {
    ArrayNode names = JSON.createArrayNode();
    tables.rows(sql).forEach(row -> names.add(row.getString(0)));
    return names;
  }

  private JsonNode setting() {
    Row row =
        tables.rows("SELECT spec_json FROM " + steps() + " ORDER BY level, step_id LIMIT 1").get(0);
    try {
      return JSON.readTree(row.getString(0)).findPath("setting");
    } catch (IOException e) {
      throw new UncheckedIOException("the settings of a step are no JSON", e);
    }
  }

  private String about(JsonNode setting) {
    Row counts =
        tables
            .rows(
                "SELECT count(DISTINCT arm), count(DISTINCT replicate), count(DISTINCT step_id) FROM "
                    + steps())
            .get(0);
    return "%s on %s: %d arms, %d replicates, %d steps."
        .formatted(
            network(setting.path("network")),
            setting.path("dataset").path("name").asText("its data"),
            counts.getLong(0),
            counts.getLong(1),
            counts.getLong(2));
  }

  /** A choice is written as its name, or as a name with settings; a file's own name says more. */
  static String network(JsonNode choice) {
    String path = choice.findPath("path").asText();
    if (!path.isEmpty()) {
      return path.replaceFirst(".*/", "");
    }
    return choice.isObject() && choice.fieldNames().hasNext()
        ? choice.fieldNames().next()
        : choice.asText("the default network");
  }

  private String commands(JsonNode setting) {
    return String.format(
        Locale.ROOT,
        """
        # data fingerprint %s
        # arithmetic       %s
        bin/pollard run %s
        bin/pollard report --experiment %s""",
        setting.path("dataFingerprint").asText("-"),
        setting.path("arithmetic").asText("-"),
        file.isPresent() ? "experiment.yaml    # the file below" : "<experiment file>",
        experiment);
  }

  private String footer() {
    Row last =
        tables
            .rows(
                "SELECT max(started_at), array_join(array_sort(collect_set(code_version)), ', ') FROM "
                    + steps())
            .get(0);
    return "Pollard %s. The last step here began at %s UTC. Drawn with D3 (ISC licence)."
        .formatted(last.getString(1), last.getTimestamp(0).toInstant());
  }
}
