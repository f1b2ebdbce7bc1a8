package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which step a command is about. */
final class StepOption {
  @Option(
      names = "--step",
      paramLabel = "<id>",
      description = "Id of a step, from column step_id of the tables; its first letters will do.")
  private Optional<String> id = Optional.empty();

  boolean isGiven() {
    return id.isPresent();
  }

  /**
   * The step.
   *
   * @throws UserException if none is given, or no or more than one committed step has such an id
   */
  StepRow find(Warehouse warehouse) {
    String prefix =
        id.orElseThrow(
            () ->
                new UserException(
                    "Cannot find the step: none is given; name it with --step, column step_id of the tables has the ids"));
    List<String> owners =
        warehouse.experiments().stream()
            .filter(name -> matching(warehouse, name, prefix).findFirst().isPresent())
            .toList();
    List<String> ids =
        owners.stream().flatMap(name -> matching(warehouse, name, prefix)).distinct().toList();
    if (ids.size() != 1) {
      throw new UserException(
          "Cannot find the step: %s (--step=%s); 'pollard sql \"select step_id, arm, level from steps\"' lists them"
              .formatted(
                  ids.isEmpty()
                      ? "no committed step has such an id"
                      : ids.size() + " committed steps have such an id",
                  prefix));
    }
    return warehouse.rows(Tables.STEPS, owners.get(0), Set.copyOf(ids)).get(0);
  }

  private static Stream<String> matching(Warehouse warehouse, String experiment, String prefix) {
    return warehouse.committed(experiment).stepIds().stream()
        .filter(step -> step.startsWith(prefix));
  }
}
