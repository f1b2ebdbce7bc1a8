package io.pollard.prune.repair;

import com.google.auto.service.AutoService;
import io.pollard.spec.Summary;

/** No repair: what stays keeps its values. */
@Summary("none: what stays keeps its values")
@AutoService(Repair.class)
public record None() implements Repair {

  @Override
  public Repaired repair(Damage damage, Examples examples) {
    return new Repaired(damage.weights(), damage.mask());
  }
}
