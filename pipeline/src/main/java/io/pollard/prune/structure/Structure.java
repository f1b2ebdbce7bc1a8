package io.pollard.prune.structure;

import io.pollard.network.Network;
import io.pollard.spec.Extension;

/** What is removed as one: single weights, filters, neurons ... An open family. */
public interface Structure extends Extension {

  /**
   * The groups of a network, in network order. What is a group's own is in no other group; what
   * merely loses its meaning with a group may be (see {@link ChannelGroup}).
   */
  Groups groups(Network network);
}
