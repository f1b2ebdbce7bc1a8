package io.pollard.store;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The committed steps of all experiments, as {@link Doctor} found them in the files. */
final class Census {
  private final Map<String, Map<String, Entry>> experiments = new TreeMap<>();

  /**
   * A step in one experiment.
   *
   * @param contents what it says it left in the other tables
   * @param uses which have rows
   */
  record Entry(Contents contents, Set<Use> uses) {}

  void add(String experiment, StepRow row) {
    experiments
        .computeIfAbsent(experiment, name -> new TreeMap<>())
        .computeIfAbsent(row.stepId(), id -> new Entry(row.contents(), new HashSet<>()))
        .uses()
        .add(row.use());
  }

  /** The steps of an experiment, by id. */
  Map<String, Entry> of(String experiment) {
    return Collections.unmodifiableMap(experiments.getOrDefault(experiment, Map.of()));
  }

  Optional<Entry> of(String experiment, String stepId) {
    return Optional.ofNullable(of(experiment).get(stepId));
  }

  /** The checksums that experiments have recorded for checkpoints: experiment by step id. */
  Map<String, Map<String, String>> checksums() {
    Map<String, Map<String, String>> checksums = new TreeMap<>();
    experiments.forEach(
        (experiment, steps) ->
            steps.forEach(
                (stepId, entry) ->
                    entry
                        .contents()
                        .checkpointChecksum()
                        .ifPresent(
                            checksum ->
                                checksums
                                    .computeIfAbsent(stepId, id -> new TreeMap<>())
                                    .put(experiment, checksum))));
    return checksums;
  }
}
