package io.pollard.prune.structure;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.network.Operation.Dense;
import io.pollard.spec.Summary;

/**
 * Neurons: units of dense layers, each with its bias, batch norm and the weights that read it
 * ({@link ChannelGroup}). One unit of every layer always stays; the classifier's outputs are not
 * touched. A group's score is the sum over the weights into the unit.
 *
 * <p>Source: Srinivas, Babu (2015), section 3, for what goes with a neuron (METHODS S5).
 *
 * @param multiple how many units stay is rounded up to a multiple of this
 */
@Summary("units of dense layers, with everything that reads them")
@AutoService(Structure.class)
public record Neuron(int multiple) implements Structure {

  public Neuron {
    Filter.requireMultiple(multiple);
  }

  public Neuron() {
    this(1);
  }

  @Override
  public Groups groups(Network network) {
    return ChannelGroups.madeBy(network, Dense.class, multiple);
  }
}
