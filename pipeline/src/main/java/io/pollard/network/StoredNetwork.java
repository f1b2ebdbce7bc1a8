package io.pollard.network;

import java.util.List;

/**
 * A network from a file, with its values.
 *
 * @param network its architecture
 * @param parameters over the network's layout
 * @param origin format and maker of the file, for people
 * @param remarks what was done that one might not expect, for people
 */
public record StoredNetwork(
    Network network, float[] parameters, String origin, List<String> remarks) {

  public StoredNetwork {
    remarks = List.copyOf(remarks);
  }
}
