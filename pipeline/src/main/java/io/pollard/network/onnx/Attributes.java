package io.pollard.network.onnx;

import io.pollard.DataException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;

/** The attributes of a node. */
final class Attributes {
  /** No window, stride or padding of a real network is larger. */
  private static final long LARGEST = 1 << 20;

  private final Map<String, AttributeProto> byName = new HashMap<>();
  private final Failures failures;
  private final NodeProto node;

  Attributes(NodeProto node, Failures failures) {
    this.node = node;
    this.failures = failures;
    node.getAttributeList().forEach(attribute -> byName.put(attribute.getName(), attribute));
  }

  Optional<AttributeProto> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  long integer(String name, long otherwise) {
    return find(name).map(AttributeProto::getI).orElse(otherwise);
  }

  double number(String name, double otherwise) {
    return find(name).map(a -> (double) a.getF()).orElse(otherwise);
  }

  String text(String name, String otherwise) {
    return find(name).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  Optional<List<Long>> integers(String name) {
    return find(name).map(AttributeProto::getIntsList);
  }

  /**
   * Sizes, such as those of a window.
   *
   * @throws DataException if there are not as many as expected, or one is out of range
   */
  int[] sizes(String name, int count, int otherwise, int least) {
    int[] sizes = new int[count];
    java.util.Arrays.fill(sizes, otherwise);
    List<Long> given = integers(name).orElse(List.of());
    if (!given.isEmpty()) {
      if (given.size() != count) {
        throw failures.at(
            node,
            "gives %d values for %s where an image takes %d".formatted(given.size(), name, count));
      }
      for (int i = 0; i < count; i++) {
        long value = given.get(i);
        if (value < least || value > LARGEST) {
          throw failures.at(node, "gives %s the value %d".formatted(name, value));
        }
        sizes[i] = (int) value;
      }
    }
    return sizes;
  }
}
