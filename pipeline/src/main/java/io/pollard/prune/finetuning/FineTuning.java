package io.pollard.prune.finetuning;

import io.pollard.spec.Duration;
import io.pollard.spec.Extension;
import java.util.Optional;

/**
 * What happens to the survivors after pruning: where they restart and how long they train. An open
 * family.
 */
public interface FineTuning extends Extension {

  /** The point of the dense training whose checkpoint has to be kept for this choice. */
  Optional<Duration> rewindPoint();

  /**
   * How many steps {@link #restart} leads to: for plans, before anything has run.
   *
   * @param total steps of the arm's whole training
   * @param rewound iteration of {@link #rewindPoint}; 0 if the choice names no point
   * @param iterationsPerEpoch steps in one pass, to read durations
   */
  int iterations(int total, int rewound, int iterationsPerEpoch);

  /** Values, mask and position from which training goes on. */
  Restart restart(Pruned pruned);
}
