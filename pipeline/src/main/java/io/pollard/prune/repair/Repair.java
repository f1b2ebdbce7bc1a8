package io.pollard.prune.repair;

import io.pollard.spec.Extension;

/**
 * How the rest of a network makes up for channels that go, before any training. It may also take
 * other channels of a layer than the selection did, but as many. Deterministic. An open family.
 */
public interface Repair extends Extension {

  /**
   * The network after repair.
   *
   * @param damage what was selected to go
   * @param examples training examples, for repairs that look at data
   * @throws io.pollard.UserException if it can do nothing for this network or structure
   */
  Repaired repair(Damage damage, Examples examples);
}
