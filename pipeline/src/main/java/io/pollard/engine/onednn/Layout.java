package io.pollard.engine.onednn;

import io.pollard.network.LayerGraph;
import io.pollard.network.Operation.Input;
import io.pollard.network.Shape;
import org.bytedeco.dnnl.global.dnnl;

/**
 * The order in which images lie in memory, one for a whole network and chosen by a rule, never by
 * timing, so that the bits of a result do not depend on what else the machine was doing.
 *
 * <p>The rule: where every image between layers has a whole number of blocks of 16 channels, blocks
 * (nothing is padded, and kernels are fastest); otherwise channels last (20 or 50 channels would be
 * padded to 32 and 64).
 */
enum Layout {
  BLOCKED("blocked16", 16),
  CHANNELS_LAST("nhwc", 4);

  /**
   * Goes into {@link OneDnnEngine#arithmetic}: a change of the rule, or of that by which kernels
   * are chosen, changes bits.
   */
  static final String RULE = "layout2";

  static final int BLOCK = 16;

  private final String text;
  private final int multiple;

  Layout(String text, int multiple) {
    this.text = text;
    this.multiple = multiple;
  }

  static Layout of(LayerGraph graph) {
    boolean whole =
        graph.nodes().stream()
            .filter(node -> !(node.operation() instanceof Input))
            .filter(node -> node.output().height() > 1 || node.output().width() > 1)
            .allMatch(node -> node.output().channels() % BLOCK == 0);
    return whole ? BLOCKED : CHANNELS_LAST;
  }

  /** An image of a batch in this order. */
  Descriptor image(Element element, int batch, Shape shape) {
    boolean blocks = this == BLOCKED && shape.channels() % BLOCK == 0;
    int tag = blocks ? dnnl.dnnl_nChw16c : dnnl.dnnl_nhwc;
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
