package io.pollard.execute;

import io.pollard.random.Draws;

/** Seeds of a step, derived from its replicate's so that no two purposes share draws. */
final class Seeds {
  private Seeds() {}

  /** For scoring rules that draw: another one at every level and moment. */
  static long scoring(long replicate, int level, int moment) {
    return Draws.of(replicate, "scoring", level, moment).nextLong();
  }
}
