package io.pollard.plan;

import java.util.List;

/**
 * The steps of an experiment, each behind all its parents, each id once.
 *
 * @param experiment name
 * @param steps in topological order
 */
public record Plan(String experiment, List<Step> steps) {
  public Plan {
    steps = List.copyOf(steps);
  }
}
