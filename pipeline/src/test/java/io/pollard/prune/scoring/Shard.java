package io.pollard.prune.scoring;

import io.pollard.network.Network;

/** A shard of data with given derivatives. */
record Shard(Network network, float[] weights, int examples, float[] meanGradient)
    implements Evidence {}
