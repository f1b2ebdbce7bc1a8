package io.pollard.store;

import java.util.List;
import java.util.Optional;

/**
 * What a step is, the same in every experiment that uses it.
 *
 * @param stepId hash of everything the step's result depends on
 * @param parents ids of the steps whose results it starts from
 * @param kind of step
 * @param specJson its settings in canonical form
 * @param semantics version of its kind's meaning
 * @param engine name of the engine that computed it, if it took one
 * @param arithmetic what the bits of its result depend on besides the inputs, if it took an engine
 */
public record StepIdentity(
    String stepId,
    List<String> parents,
    String kind,
    String specJson,
    int semantics,
    Optional<String> engine,
    Optional<String> arithmetic) {

  public StepIdentity {
    Identifiers.step(stepId);
    parents = List.copyOf(parents);
  }
}
