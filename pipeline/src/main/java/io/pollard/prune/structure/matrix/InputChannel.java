package io.pollard.prune.structure.matrix;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Tiles;
import io.pollard.spec.Summary;

/**
 * What all filters of one layer take from an input channel, {@code W[:, c, :, :]}. Other layers may
 * still read the channel; where none does, it goes as a whole when the network is made smaller. One
 * input channel of every layer always stays.
 *
 * <p>Source: Wen, Wu, Wang, Chen, Li (2016), "Learning structured sparsity in deep neural
 * networks", "channel-wise" (METHODS S6).
 */
@Summary("what all filters of a layer take from one input channel (Wen et al. 2016)")
@AutoService(Structure.class)
public record InputChannel() implements Structure {

  @Override
  public Groups groups(Network network) {
    return Tiles.groups(
        network, weights -> new Tiles(weights, weights.outputs(), 1, weights.window(), 1));
  }
}
