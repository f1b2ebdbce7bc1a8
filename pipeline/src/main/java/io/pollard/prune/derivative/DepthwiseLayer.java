package io.pollard.prune.derivative;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.prune.derivative.Trace.Power;
import java.util.Arrays;

/**
 * A convolution of every channel with kernels of its own. Its weight lies as DL4J keeps it, {@code
 * [kernelHeight, kernelWidth, channels, multiplier]}: the kernel of an output channel is scattered.
 */
final class DepthwiseLayer implements WeightedLayer {
  private final Node node;
  private final Convolution operation;
  private final Slice weight;
  private final int channelSize;
  private final int pixels;
  private final int columns;
  private final Unfolding unfolding;
  private final float[] patches;

  DepthwiseLayer(Node node, Convolution operation, Slice weight, Shape input) {
    this.node = node;
    this.operation = operation;
    this.weight = weight;
    this.channelSize = input.height() * input.width();
    this.pixels = node.output().height() * node.output().width();
    this.columns = operation.kernelHeight() * operation.kernelWidth();
    this.unfolding = new Unfolding(operation, input, node.output(), 1);
    this.patches = new float[unfolding.size()];
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public Slice weight() {
    return weight;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int rows() {
    return operation.nOut() / operation.nIn();
  }

  @Override
  public int patches() {
    return pixels;
  }

  @Override
  public int families() {
    return operation.nIn();
  }

  @Override
  public int index(int family, int row, int column) {
    return weight.offset() + column * operation.nOut() + family * rows() + row;
  }

  @Override
  public void unfold(float[] inputs, int example, int family, float[] into) {
    unfolding.unfold(inputs, (example * operation.nIn() + family) * channelSize, into);
  }

  @Override
  public void products(float[] inputs, float[] derivatives, int example, float[] into) {
    float[] kernel = new float[columns];
    for (int family = 0; family < families(); family++) {
      unfold(inputs, example, family, patches);
      for (int row = 0; row < rows(); row++) {
        Arrays.fill(kernel, 0.0f);
        int at = (example * operation.nOut() + family * rows() + row) * pixels;
        for (int p = 0; p < pixels; p++) {
          Rows.add(derivatives[at++], patches, p * columns, kernel, 0, columns);
        }
        for (int k = 0; k < columns; k++) {
          into[index(family, row, k) - weight.offset()] += kernel[k];
        }
      }
    }
  }

  @Override
  public void back(float[] weights, Power power, int examples, float[] from, float[] to) {
    float[] kernel = new float[columns];
    for (int n = 0; n < examples; n++) {
      for (int family = 0; family < families(); family++) {
        Arrays.fill(patches, 0.0f);
        for (int row = 0; row < rows(); row++) {
          for (int k = 0; k < columns; k++) {
            kernel[k] = power.of(weights[index(family, row, k)]);
          }
          int at = (n * operation.nOut() + family * rows() + row) * pixels;
          for (int p = 0; p < pixels; p++) {
            Rows.add(from[at++], kernel, 0, patches, p * columns, columns);
          }
        }
        unfolding.fold(patches, to, (n * operation.nIn() + family) * channelSize);
      }
    }
  }
}
