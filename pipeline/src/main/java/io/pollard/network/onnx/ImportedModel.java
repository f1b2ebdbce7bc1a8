package io.pollard.network.onnx;

import io.pollard.network.Network;
import java.util.List;

/**
 * A network from a model, with its values.
 *
 * @param network its architecture
 * @param parameters over the network's layout
 * @param opset version of the operators that it was written in
 * @param producer what wrote it, as it says itself; may be empty
 * @param remarks what was done that one might not expect, for people
 */
public record ImportedModel(
    Network network, float[] parameters, long opset, String producer, List<String> remarks) {

  public ImportedModel {
    remarks = List.copyOf(remarks);
  }
}
