package io.pollard.jobs.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The queries behind the figures, by the name of their table. They read the views of {@link
 * io.pollard.udfs.PollardExtensions}, so that whoever has those can run them too.
 */
final class Figures {
  private static final List<String> COSTS =
      List.of("params_nonzero", "macs_effective", "bytes_sparse");

  private final String experiment;
  private final String split;

  /**
   * @param experiment whose; its name needs no quoting
   * @param split whose examples count
   */
  Figures(String experiment, String split) {
    this.experiment = experiment;
    this.split = split;
  }

  /**
   * Those that the tables have columns for.
   *
   * @param measured whether the tables have measured latencies
   */
  Map<String, String> queries(boolean measured) {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("curves", curves());
    queries.put("pareto", pareto());
    queries.put("layers", layers());
    queries.put("speed", speed(measured));
    queries.put("time", time());
    queries.put("failures", failures());
    queries.put("settings", settings());
    return queries;
  }

  private String curves() {
    return """
    SELECT arm, level, count(*) AS replicates,
           avg(top1) AS top1, stddev_samp(top1) AS top1_deviation,
           avg(prunable_nonzero / prunable_total) AS density, avg(compression_ratio) AS compression_ratio,
           avg(theoretical_speedup) AS theoretical_speedup, avg(params_nonzero) AS params_nonzero,
           avg(macs_effective) AS macs_effective, avg(bytes_sparse) AS bytes_sparse, avg(loss) AS loss,
           avg(early_stop_iteration) AS early_stop_iteration,
           stddev_samp(early_stop_iteration) AS early_stop_deviation, avg(early_stop_top1) AS early_stop_top1
    FROM pollard_results
    WHERE experiment = '%s' AND split = '%s'
    GROUP BY arm, level
    ORDER BY arm, level"""
        .formatted(experiment, split);
  }

  private String pareto() {
    String fronts =
        COSTS.stream()
            .map(
                cost ->
                    "SELECT '%1$s' AS cost_kind, inline(pollard_pareto(concat(arm, '/', level), top1, %1$s))\n"
                            .formatted(cost)
                        + "FROM pollard_results WHERE experiment = '%s' AND split = '%s'"
                            .formatted(experiment, split))
            .collect(Collectors.joining("\nUNION ALL\n"));
    return "SELECT * FROM (\n" + fronts + ")\nORDER BY cost_kind, cost, id";
  }

  private String layers() {
    return """
    SELECT s.arm, s.level, l.layer, min(l.position) AS position, avg(l.density) AS density,
           avg(l.weights) AS weights, avg(n.network_density) AS network_density
    FROM pollard_layers l
    JOIN pollard_steps s ON s.experiment = l.experiment AND s.step_id = l.step_id
    JOIN (SELECT experiment, step_id, sum(density * weights) / sum(weights) AS network_density
          FROM pollard_layers GROUP BY experiment, step_id) n
      ON n.experiment = l.experiment AND n.step_id = l.step_id
    WHERE l.experiment = '%s' AND l.weights > 0
    GROUP BY s.arm, s.level, l.layer
    ORDER BY s.arm, s.level, position"""
        .formatted(experiment);
  }

  /** Of the deepest level of every arm; measured against the dense network on the same machine. */
  private String speed(boolean measured) {
    String none = "(SELECT '' AS arm, 0 AS level, CAST(NULL AS double) AS measured_speedup)";
    return """
    SELECT r.arm, r.level, avg(r.theoretical_speedup) AS theoretical_speedup,
           avg(m.measured_speedup) AS measured_speedup
    FROM pollard_results r
    JOIN (SELECT arm, max(level) AS level FROM pollard_results
          WHERE experiment = '%1$s' AND split = '%2$s' GROUP BY arm) deepest
      ON deepest.arm = r.arm AND deepest.level = r.level
    LEFT JOIN %3$s m ON m.arm = r.arm AND m.level = r.level
    WHERE r.experiment = '%1$s' AND r.split = '%2$s'
    GROUP BY r.arm, r.level
    ORDER BY r.arm"""
        .formatted(experiment, split, measured ? measured() : none);
  }

  private String measured() {
    String times =
        "(SELECT arm, replicate, level, runtime, batch, threads, host, avg(latency_median_ms) AS ms"
            + " FROM pollard_latency WHERE experiment = '%s'"
            + " GROUP BY arm, replicate, level, runtime, batch, threads, host)";
    return """
    (SELECT p.arm, p.level, avg(d.ms / p.ms) AS measured_speedup
          FROM %1$s p
          JOIN %1$s d
            ON d.level = 0 AND (d.arm, d.replicate, d.runtime, d.batch, d.threads, d.host) = (p.arm, p.replicate, p.runtime, p.batch, p.threads, p.host)
          GROUP BY p.arm, p.level)"""
        .formatted(times.formatted(experiment));
  }

  private String time() {
    return """
    SELECT arm, count(*) AS steps, sum(wall_ms) AS wall_ms, sum(cpu_ms) AS cpu_ms, sum(train_ms) AS train_ms,
           sum(evaluate_ms) AS evaluate_ms, sum(data_ms) AS data_ms, sum(compile_ms) AS compile_ms,
           sum(coalesce(prune_ms, 0)) AS prune_ms, sum(commit_ms) AS commit_ms,
           sum(wall_ms - train_ms - evaluate_ms - data_ms - compile_ms - coalesce(prune_ms, 0) - commit_ms) AS other_ms,
           count(DISTINCT host) AS hosts
    FROM pollard_steps
    WHERE experiment = '%s' AND NOT reused
    GROUP BY arm
    ORDER BY wall_ms DESC, arm"""
        .formatted(experiment);
  }

  private String failures() {
    return """
    SELECT arm, replicate, level, kind, cause, message, permanent, attempt, host, string(failed_at) AS failed_at
    FROM pollard_failures
    WHERE experiment = '%s'
    ORDER BY failed_at, arm, replicate, level, attempt"""
        .formatted(experiment);
  }

  private String settings() {
    return """
    SELECT arm, replicate, level, kind, step_id, code_version, engine, arithmetic, semantics, reused, spec_json
    FROM pollard_steps
    WHERE experiment = '%s'
    ORDER BY arm, replicate, level, step_id"""
        .formatted(experiment);
  }

  /** Of the table of sensitivities, where there is one. */
  String sensitivity() {
    return """
    SELECT concat(scoring, ', ', structure) AS setting, layer, sparsity, avg(top1) AS top1, avg(top1_low) AS top1_low,
           avg(top1_high) AS top1_high, avg(loss) AS loss, max(samples) AS samples, avg(unpruned_top1) AS unpruned_top1
    FROM pollard_sensitivity
    WHERE experiment = '%s'
    GROUP BY scoring, structure, layer, sparsity
    ORDER BY setting, min(position), layer, sparsity"""
        .formatted(experiment);
  }
}
