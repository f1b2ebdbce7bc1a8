package io.pollard.prune.repair;

/** Chooses the channels of a layer that stay. */
@FunctionalInterface
interface ChannelChoice {

  /**
   * The channels that stay.
   *
   * @param contributions of the channels to the layer that reads them
   * @param selected those that the selection left, ascending; at least 1
   * @return as many, ascending
   */
  int[] choose(Contributions contributions, int[] selected);
}
