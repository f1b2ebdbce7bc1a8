package io.pollard.plan;

import io.pollard.spec.Required;
import io.pollard.train.Training;
import java.util.Optional;

/**
 * One thing that is compared with others.
 *
 * @param name unique in the experiment; a column of the tables
 * @param prune what is done to the trained network; an arm without it is the dense network
 * @param training replaces the experiment's
 */
public record Arm(@Required String name, Optional<Pruning> prune, Optional<Training> training) {

  public Arm() {
    this("dense", Optional.empty(), Optional.empty());
  }
}
