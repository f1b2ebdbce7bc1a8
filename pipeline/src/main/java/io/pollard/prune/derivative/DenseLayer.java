package io.pollard.prune.derivative;

import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Slice;
import io.pollard.prune.derivative.Trace.Power;

/** One patch, the whole input: products are outer products. */
record DenseLayer(Node node, Dense operation, Slice weight) implements WeightedLayer {

  @Override
  public int columns() {
    return operation.nIn();
  }

  @Override
  public int rows() {
    return operation.nOut();
  }

  @Override
  public int patches() {
    return 1;
  }

  @Override
  public int families() {
    return 1;
  }

  @Override
  public int index(int family, int row, int column) {
    return weight.offset() + row * operation.nIn() + column;
  }

  @Override
  public void unfold(float[] inputs, int example, int family, float[] into) {
    System.arraycopy(inputs, example * operation.nIn(), into, 0, operation.nIn());
  }

  @Override
  public void products(float[] inputs, float[] derivatives, int example, float[] into) {
    int nIn = operation.nIn();
    for (int o = 0; o < operation.nOut(); o++) {
      Rows.add(
          derivatives[example * operation.nOut() + o], inputs, example * nIn, into, o * nIn, nIn);
    }
  }

  /** Outer products of squared derivatives and squared inputs, without the gradients themselves. */
  @Override
  public void squares(float[] inputs, float[] derivatives, int examples, double[] sums) {
    int nIn = operation.nIn();
    double[] squares = new double[nIn];
    for (int n = 0; n < examples; n++) {
      for (int i = 0; i < nIn; i++) {
        double x = inputs[n * nIn + i];
        squares[i] = x * x;
      }
      for (int o = 0; o < operation.nOut(); o++) {
        double d = derivatives[n * operation.nOut() + o];
        if (d != 0.0) {
          int row = weight.offset() + o * nIn;
          for (int i = 0; i < nIn; i++) {
            sums[row + i] += d * d * squares[i];
          }
        }
      }
    }
  }

  @Override
  public void back(float[] weights, Power power, int examples, float[] from, float[] to) {
    int nIn = operation.nIn();
    float[] w = Rows.powers(weights, weight, power);
    for (int n = 0; n < examples; n++) {
      for (int o = 0; o < operation.nOut(); o++) {
        Rows.add(from[n * operation.nOut() + o], w, o * nIn, to, n * nIn, nIn);
      }
    }
  }
}
