package io.pollard.prune.penalty;

import io.pollard.network.Network;
import io.pollard.spec.Extension;
import java.util.List;

/**
 * What a training adds to the loss besides weight decay and an L1 penalty of single weights: a sum
 * over groups of weights. An open family.
 */
public interface Penalty extends Extension {

  /**
   * The penalty for a network, as terms that add up.
   *
   * @throws io.pollard.UserException if the network has no such groups, or a layer that is named
   *     does not exist
   */
  List<Term> terms(Network network);
}
