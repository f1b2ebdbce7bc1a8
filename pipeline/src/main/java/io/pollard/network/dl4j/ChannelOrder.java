package io.pollard.network.dl4j;

import io.pollard.DataException;
import java.util.Iterator;
import java.util.Map;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Refuses networks that keep channels last: DL4J trains them wrongly without saying so. */
final class ChannelOrder {
  private ChannelOrder() {}

  /**
   * Looks for channels-last formats anywhere in a configuration.
   *
   * @throws DataException if there is one
   */
  static void requireChannelsFirst(String network, JsonNode tree) {
    for (Iterator<Map.Entry<String, JsonNode>> fields = tree.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      boolean last = field.getValue().isTextual() && field.getValue().asText().equals("NHWC");
      if (last && field.getKey().endsWith("ormat")) {
        throw new DataException(
            "Cannot use network %s: it keeps channels last, which DL4J trains wrongly (%s=NHWC); convert it to channels first (NCHW)"
                .formatted(network, field.getKey()));
      }
    }
    for (JsonNode child : tree) {
      requireChannelsFirst(network, child);
    }
  }
}
