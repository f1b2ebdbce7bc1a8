package io.pollard.prune.derivative;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.prune.derivative.Trace.Power;
import java.util.Arrays;

/** A patch per pixel of the result; products of an example are a product of two matrices. */
final class ConvolutionLayer implements WeightedLayer {
  private final Node node;
  private final Convolution operation;
  private final Slice weight;
  private final int inputSize;
  private final int pixels;
  private final int columns;
  private final Unfolding unfolding;
  private final float[] patches;

  ConvolutionLayer(Node node, Convolution operation, Slice weight, Shape input) {
    this.node = node;
    this.operation = operation;
    this.weight = weight;
    this.inputSize = input.size();
    this.pixels = node.output().height() * node.output().width();
    this.columns = operation.nIn() * operation.kernelHeight() * operation.kernelWidth();
    this.unfolding = new Unfolding(operation, input, node.output(), operation.nIn());
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
    return operation.nOut();
  }

  @Override
  public int patches() {
    return pixels;
  }

  @Override
  public int families() {
    return 1;
  }

  @Override
  public int index(int family, int row, int column) {
    return weight.offset() + row * columns + column;
  }

  @Override
  public void unfold(float[] inputs, int example, int family, float[] into) {
    unfolding.unfold(inputs, example * inputSize, into);
  }

  @Override
  public void products(float[] inputs, float[] derivatives, int example, float[] into) {
    unfolding.unfold(inputs, example * inputSize, patches);
    int at = example * operation.nOut() * pixels;
    for (int o = 0; o < operation.nOut(); o++) {
      for (int p = 0; p < pixels; p++) {
        Rows.add(derivatives[at++], patches, p * columns, into, o * columns, columns);
      }
    }
  }

  @Override
  public void back(float[] weights, Power power, int examples, float[] from, float[] to) {
    float[] w = Rows.powers(weights, weight, power);
    for (int n = 0; n < examples; n++) {
      Arrays.fill(patches, 0.0f);
      int at = n * operation.nOut() * pixels;
      for (int o = 0; o < operation.nOut(); o++) {
        for (int p = 0; p < pixels; p++) {
          Rows.add(from[at++], w, o * columns, patches, p * columns, columns);
        }
      }
      unfolding.fold(patches, to, n * inputSize);
    }
  }
}
