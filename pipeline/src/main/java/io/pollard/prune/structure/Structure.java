package io.pollard.prune.structure;

import io.pollard.network.Network;
import io.pollard.spec.Extension;

/** What is removed as one: single weights, filters, neurons ... An open family. */
public interface Structure extends Extension {

  /** The groups of a network, in network order; an index of the vector is in at most one group. */
  Groups groups(Network network);
}
