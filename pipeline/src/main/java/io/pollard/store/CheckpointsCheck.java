package io.pollard.store;

import io.pollard.DataException;
import io.pollard.store.Finding.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Examines checkpoints: each belongs to a committed step, is whole, and is the one committed. */
final class CheckpointsCheck {
  private final Examination examination;
  private final Map<String, Map<String, String>> recorded;
  private final Checkpoints checkpoints;

  CheckpointsCheck(Examination examination, Census census) {
    this.examination = examination;
    this.recorded = census.checksums();
    this.checkpoints = new Checkpoints(examination.files());
  }

  void check() {
    Set<String> there = new TreeSet<>();
    for (String name : examination.files().list(Tables.CHECKPOINTS.name())) {
      FileNames.checkpointStep(name).ifPresent(there::add);
    }
    for (String stepId : there) {
      Map<String, String> checksums = recorded.getOrDefault(stepId, Map.of());
      if (checksums.isEmpty()) {
        orphan(stepId);
      } else {
        check(stepId, checksums);
      }
    }
    recorded.forEach(
        (stepId, checksums) -> {
          if (!there.contains(stepId)) {
            examination.report(
                Kind.MISSING_CHECKPOINT,
                FileNames.checkpoint(stepId),
                "step %s is committed (experiments=%s) and its checkpoint is gone"
                    .formatted(stepId, String.join(", ", checksums.keySet())),
                () -> uncommit(stepId, checksums.keySet()));
          }
        });
  }

  private void orphan(String stepId) {
    String path = FileNames.checkpoint(stepId);
    if (examination.quiet(path)) {
      examination.report(
          Kind.ORPHAN_CHECKPOINT,
          path,
          "no experiment has committed step " + stepId,
          () -> examination.repairs().delete(path));
    }
  }

  private void check(String stepId, Map<String, String> checksums) {
    String path = FileNames.checkpoint(stepId);
    Optional<String> checksum;
    String damage;
    try {
      checksum = Optional.of(checkpoints.verify(stepId).checksum());
      damage = "it is not the checkpoint that was committed";
    } catch (DataException e) {
      checksum = Optional.empty();
      damage = String.valueOf(e.getMessage());
    }
    Set<String> deceived = new TreeSet<>();
    for (Map.Entry<String, String> entry : checksums.entrySet()) {
      if (!checksum.equals(Optional.of(entry.getValue()))) {
        deceived.add(entry.getKey());
      }
    }
    if (!deceived.isEmpty()) {
      boolean good = deceived.size() < checksums.size();
      examination.report(
          Kind.DAMAGED_CHECKPOINT,
          path,
          "%s (experiments=%s)".formatted(damage, String.join(", ", deceived)),
          () -> {
            uncommit(stepId, deceived);
            if (!good) {
              examination.repairs().setAside(path);
            }
          });
    }
  }

  private void uncommit(String stepId, Set<String> experiments) {
    experiments.forEach(experiment -> examination.repairs().uncommit(experiment, stepId));
  }
}
