package io.pollard.prune.structure;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.network.Operation.Convolution;
import io.pollard.spec.Summary;

/**
 * Filters: output channels of convolutions, each with its bias, batch norm, the weights that read
 * it, and the same channel of every layer that is coupled to it by residual sums, concatenations or
 * depthwise convolutions ({@link ChannelGroup}). One channel of every layer always stays; channels
 * that the network's input or output fixes are not touched. A group's score is the sum over its own
 * filters.
 *
 * <p>Source: Li, Kadav, Durdanovic, Samet, Graf (2017), section 3.1 (METHODS S1), with the coupling
 * worked out from the graph.
 *
 * @param multiple how many channels stay is rounded up to a multiple of this
 */
@Summary("output channels of convolutions, with everything coupled to them")
@AutoService(Structure.class)
public record Filter(int multiple) implements Structure {

  public Filter {
    requireMultiple(multiple);
  }

  public Filter() {
    this(1);
  }

  static void requireMultiple(int multiple) {
    if (multiple < 1) {
      throw new IllegalArgumentException("multiple is at least 1, found " + multiple);
    }
  }

  @Override
  public Groups groups(Network network) {
    return ChannelGroups.madeBy(network, Convolution.class, multiple);
  }
}
