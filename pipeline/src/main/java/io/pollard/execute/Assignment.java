package io.pollard.execute;

import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.spec.Binder;
import io.pollard.spec.Canonical;
import io.pollard.store.Use;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A step on its way to an executor: plain strings, so that it survives any serializer.
 *
 * @param experiment whose rows it writes
 * @param warehouse root of the tables
 * @param id of the step
 * @param work its settings as canonical JSON
 * @param parents {@code ROLE=id} each
 * @param uses {@code arm, replicate, level} each
 * @param iterations optimiser steps it takes
 */
public record Assignment(
    String experiment,
    String warehouse,
    String id,
    String work,
    List<String> parents,
    List<List<String>> uses,
    int iterations)
    implements Serializable {

  public Assignment {
    parents = new ArrayList<>(parents);
    uses = new ArrayList<>(uses);
  }

  public static Assignment of(String experiment, String warehouse, Step step) {
    return new Assignment(
        experiment,
        warehouse,
        step.id(),
        Canonical.settings(step.work()),
        step.parents().stream().map(p -> p.role() + "=" + p.id()).toList(),
        step.uses().stream().<List<String>>map(Assignment::fields).toList(),
        step.iterations());
  }

  /** The step again. */
  public Step step() {
    return new Step(
        id,
        Binder.read(work, Work.class, "step " + id),
        parents.stream().map(Assignment::parent).toList(),
        uses.stream().map(Assignment::use).toList(),
        iterations);
  }

  private static List<String> fields(Use use) {
    return new ArrayList<>(
        List.of(use.arm(), Long.toString(use.replicate()), Integer.toString(use.level())));
  }

  private static Use use(List<String> fields) {
    return new Use(fields.get(0), Long.parseLong(fields.get(1)), Integer.parseInt(fields.get(2)));
  }

  private static Step.Parent parent(String text) {
    int at = text.indexOf('=');
    return new Step.Parent(Step.Role.valueOf(text.substring(0, at)), text.substring(at + 1));
  }
}
