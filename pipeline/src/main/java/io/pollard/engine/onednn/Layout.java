package io.pollard.engine.onednn;

import io.pollard.network.LayerGraph;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation;
import io.pollard.network.Operation.Activation;
import io.pollard.network.Operation.Add;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Channels;
import io.pollard.network.Operation.Concat;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Dropout;
import io.pollard.network.Operation.Input;
import io.pollard.network.Operation.Pooling;
import io.pollard.network.Operation.Scale;
import io.pollard.network.Shape;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.dnnl.global.dnnl;

/**
 * The order in which images lie in memory, one for a whole network and chosen by a rule, never by
 * timing, so that the bits of a result do not depend on what else the machine was doing.
 *
 * <p>The rule: where every image between layers has a whole number of blocks of 16 channels, blocks
 * (nothing is padded, and kernels are fastest); otherwise channels last (20 or 50 channels would be
 * padded to 32 and 64). But batch norm with ReLU behind it has no vector kernels for channels last
 * unless they divide by 8, and convolutions of 8, 24 or 40 channels are slower than of 16, 32 or
 * 48: a network with batch norm, as channel pruning leaves it, lies in padded blocks, if every
 * operation on its images can do with padding.
 */
enum Layout {
  BLOCKED("blocked16", 16),
  PADDED("padded16", 16),
  CHANNELS_LAST("nhwc", 4);

  /**
   * Goes into {@link OneDnnEngine#arithmetic}: a change of the rule, of that by which kernels are
   * chosen, or of the order in which pruned networks are summed up weight by weight, changes bits.
   */
  static final String RULE = "layout7";

  static final int BLOCK = 16;

  /** Images of so few channels, such as the input's, are never padded to a block. */
  private static final int FEW = 4;

  private final String text;
  private final int multiple;

  Layout(String text, int multiple) {
    this.text = text;
    this.multiple = multiple;
  }

  static Layout of(LayerGraph graph) {
    if (images(graph).allMatch(node -> node.output().channels() % BLOCK == 0)) {
      return BLOCKED;
    }
    boolean norms = images(graph).anyMatch(node -> node.operation() instanceof BatchNorm);
    return norms && images(graph).allMatch(Layout::bearsPadding) ? PADDED : CHANNELS_LAST;
  }

  private static Stream<Node> images(LayerGraph graph) {
    return graph.nodes().stream()
        .filter(node -> !(node.operation() instanceof Input))
        .filter(node -> node.output().height() > 1 || node.output().width() > 1);
  }

  private static boolean bearsPadding(Node node) {
    Operation operation = node.operation();
    return (operation instanceof Convolution c && c.groups() == 1)
        || operation instanceof BatchNorm
        || operation instanceof Activation
        || operation instanceof Add
        || operation instanceof Scale
        || operation instanceof Concat
        || operation instanceof Channels
        || operation instanceof Pooling
        || operation instanceof Dropout;
  }

  /** Whether images of so many channels lie in blocks. */
  boolean blocks(int channels) {
    return switch (this) {
      case BLOCKED -> channels % BLOCK == 0;
      case PADDED -> channels > FEW;
      case CHANNELS_LAST -> false;
    };
  }

  /** In which order images are cut and joined at such channels: of whole blocks in this one. */
  Layout cutAt(IntStream channels) {
    return channels.allMatch(c -> c % BLOCK == 0) ? this : CHANNELS_LAST;
  }

  /** An image of a batch in this order. */
  Descriptor image(Element element, int batch, Shape shape) {
    int tag = blocks(shape.channels()) ? dnnl.dnnl_nChw16c : dnnl.dnnl_nhwc;
    return Descriptor.tagged(element, tag, batch, shape.channels(), shape.height(), shape.width());
  }

  /**
   * In multiples of how many channels a smaller network is best: whole blocks, or it would have
   * another order; of channels that lie last 4, since 18 or 45 cost more than 20 or 48.
   */
  int multiple() {
    return multiple;
  }

  @Override
  public String toString() {
    return text;
  }
}
