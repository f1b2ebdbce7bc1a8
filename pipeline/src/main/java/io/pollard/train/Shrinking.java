package io.pollard.train;

import io.pollard.engine.sparse.SparseLearner;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.prune.surgery.Compacted;

/**
 * How a network would be trained under a mask: without what is inert, and weight by weight where so
 * few are left that this is faster than matrices. A function of shapes and mask alone.
 *
 * @param compacted what is left
 * @param sparse whether weight by weight
 * @param macs multiply-accumulates that are then executed, for one example
 */
record Shrinking(Compacted compacted, boolean sparse, long macs) {

  static Shrinking of(Network network, Mask mask) {
    Compacted compacted = Compacted.of(network, mask);
    long kept = NetworkCounts.of(network, mask).macsEffective();
    boolean sparse =
        SparseLearner.takes(compacted.graph()) && SparseLearner.WORTH * kept < compacted.macs();
    return new Shrinking(compacted, sparse, sparse ? kept : compacted.macs());
  }

  /** What it costs, in multiply-accumulates of matrices. */
  long cost() {
    return sparse ? SparseLearner.WORTH * macs : macs;
  }

  /** The same under a mask that keeps fewer weights, with nothing more taken out. */
  Shrinking under(Mask fewer) {
    return sparse
        ? new Shrinking(compacted, true, NetworkCounts.of(compacted.whole(), fewer).macsEffective())
        : this;
  }
}
