package io.pollard.prune.repair;

import java.util.List;

/**
 * Least squares that look through the ReLU behind a layer: what the ReLU cuts off need not be met.
 * With Y what the layer makes in the whole network and X W what it makes of the channels that stay,
 * both as the ReLU gets them (behind batch norm, if there is one), the least of
 *
 * <pre>
 *   ||relu(U) - relu(Y)||^2 + L ||U - X W||^2
 * </pre>
 *
 * over U, value by value in closed form, and over W, by least squares, in turns: from the plain
 * fit, 30 times with L = 0.1, then 20 times with L = 1.
 *
 * <p>Source: He, Zhang, Sun (2017), program; off by default there too (METHODS S3). Cost: 50 times
 * N m n for N samples of m inputs and n outputs, and 50 times m^3.
 */
final class ReluFit {
  private static final double[] BALANCES = {0.1, 1.0};
  private static final int[] TIMES = {30, 20};

  private final Reader reader;
  private final NormalEquations sums;
  private final KeptSamples samples;
  private final int[] used;
  private final double ridge;
  private final double[] slopes;
  private final double[] offsets;

  /**
   * @param used inputs that may be used; the number of columns stands for a constant
   * @param ridge added to the diagonal, as a share of its mean
   * @param weights over the layout, with the batch norm behind the layer
   */
  ReluFit(
      Reader reader,
      NormalEquations sums,
      KeptSamples samples,
      int[] used,
      double ridge,
      float[] weights) {
    this.reader = reader;
    this.sums = sums;
    this.samples = samples;
    this.used = used;
    this.ridge = ridge;
    slopes = new double[sums.rows()];
    offsets = new double[sums.rows()];
    for (int row = 0; row < slopes.length; row++) {
      Normed norm = reader.normed(row, weights);
      slopes[row] = norm.gamma() / norm.deviation();
      offsets[row] = norm.beta() - slopes[row] * norm.mean();
    }
  }

  /**
   * The U that is best for one value: of the two candidates below and above 0 the cheaper, ties the
   * one below.
   *
   * @param cut what the ReLU makes of the wanted value, relu(y)
   * @param made what the layer makes now
   * @param balance L
   */
  static double nearest(double cut, double made, double balance) {
    double below = Math.min(made, 0.0);
    double above = Math.max(0.0, (balance * made + cut) / (balance + 1.0));
    double costBelow = cut * cut + balance * (below - made) * (below - made);
    double costAbove = (above - cut) * (above - cut) + balance * (above - made) * (above - made);
    return costAbove < costBelow ? above : below;
  }

  /** The weights, {@code [outputs, used]}. */
  double[][] fitted(double[] biases) {
    double[][] fitted = sums.solve(used, ridge);
    for (int phase = 0; phase < BALANCES.length; phase++) {
      for (int i = 0; i < TIMES[phase]; i++) {
        fitted = sums.retargeted(targets(fitted, biases, BALANCES[phase])).solve(used, ridge);
      }
    }
    return fitted;
  }

  /** Sums of the products of inputs and the best U, put back in front of the batch norm. */
  private double[] targets(double[][] fitted, double[] biases, double balance) {
    int columns = sums.columns();
    int rows = sums.rows();
    double[] targets = new double[(columns + 1) * rows];
    double[] outputs = new double[rows];
    samples.forEach(
        (inputs, wanted) -> {
          for (int row = 0; row < rows; row++) {
            double made = reader.takesConstants() ? 0.0 : biases[row];
            for (int i = 0; i < used.length; i++) {
              made += fitted[row][i] * (used[i] < columns ? inputs[used[i]] : 1.0);
            }
            double cut = Math.max(0.0, slopes[row] * wanted[row] + offsets[row]);
            double best = nearest(cut, slopes[row] * made + offsets[row], balance);
            outputs[row] = slopes[row] == 0.0 ? wanted[row] : (best - offsets[row]) / slopes[row];
          }
          for (int column : used) {
            double input = column < columns ? inputs[column] : 1.0;
            for (int row = 0; row < rows; row++) {
              targets[column * rows + row] += input * outputs[row];
            }
          }
        });
    return targets;
  }

  /** Least squares over all weights, through the ReLU where one is right behind the layer. */
  static LayerFit ofWeights(double ridge) {
    return new LayerFit() {
      @Override
      public boolean looksThroughRelu() {
        return true;
      }

      @Override
      public void fit(Reader reader, Sums sums, List<Member> stay, float[] weights) {
        int[] used = Reconstruction.used(reader, sums.equations(), stay, weights);
        double[][] fitted =
            sums.kept()
                .map(
                    kept ->
                        new ReluFit(reader, sums.equations(), kept, used, ridge, weights)
                            .fitted(reader.biases(weights)))
                .orElseGet(() -> sums.equations().solve(used, ridge));
        Reconstruction.write(reader, sums.equations(), used, fitted, weights);
      }
    };
  }
}
