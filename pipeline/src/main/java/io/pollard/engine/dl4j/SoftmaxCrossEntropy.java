package io.pollard.engine.dl4j;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Softmax with cross-entropy: of logits z and targets t (rows that sum to 1), loss = sum t
 * (logsumexp z - z), gradient = softmax z - t. In double precision, with the row's maximum taken
 * out, so that it neither overflows nor saturates; DL4J's {@code LossMCXENT} clips probabilities at
 * 1e-10, hence losses at 23. NaN and infinite logits give NaN. StrictMath, so that every machine
 * gives the same bits; costs two exponentials a logit.
 */
@SuppressWarnings("serial") // never leaves the compiled network
final class SoftmaxCrossEntropy implements ILossFunction {

  /** Sum over the batch, or its mean if asked for. */
  @Override
  public double computeScore(
      INDArray labels, INDArray logits, IActivation softmax, INDArray mask, boolean average) {
    double sum = 0.0;
    for (double loss : losses(labels, logits)) {
      sum += loss;
    }
    return average ? sum / logits.size(0) : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray logits, IActivation softmax, INDArray mask) {
    double[] losses = losses(labels, logits);
    INDArray array = Nd4j.createUninitialized(logits.dataType(), losses.length, 1);
    for (int i = 0; i < losses.length; i++) {
      array.putScalar(i, 0, losses[i]);
    }
    return array;
  }

  /** Of the sum over the batch. */
  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray logits, IActivation softmax, INDArray mask) {
    int rows = Math.toIntExact(logits.size(0));
    int classes = Math.toIntExact(logits.size(1));
    float[] z = NativeFloats.copy(logits);
    float[] t = NativeFloats.copy(labels);
    for (int row = 0; row < rows; row++) {
      int from = row * classes;
      double logSum = logSumExp(z, from, classes);
      for (int i = from; i < from + classes; i++) {
        z[i] = (float) (StrictMath.exp(z[i] - logSum) - t[i]);
      }
    }
    INDArray gradient = Nd4j.createUninitialized(logits.dataType(), logits.shape(), 'c');
    NativeFloats.of(gradient).put(z, z.length);
    return gradient;
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray logits, IActivation softmax, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, logits, softmax, mask, average),
        computeGradient(labels, logits, softmax, mask));
  }

  @Override
  public String name() {
    return "SoftmaxCrossEntropy";
  }

  private static double[] losses(INDArray labels, INDArray logits) {
    int classes = Math.toIntExact(logits.size(1));
    double[] losses = new double[Math.toIntExact(logits.size(0))];
    float[] z = NativeFloats.copy(logits);
    float[] t = NativeFloats.copy(labels);
    for (int row = 0; row < losses.length; row++) {
      int from = row * classes;
      double logSum = logSumExp(z, from, classes);
      for (int i = from; i < from + classes; i++) {
        losses[row] += t[i] * (logSum - z[i]);
      }
    }
    return losses;
  }

  private static double logSumExp(float[] z, int from, int count) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + count; i++) {
      max = Math.max(max, z[i]);
    }
    double sum = 0.0;
    for (int i = from; i < from + count; i++) {
      sum += StrictMath.exp(z[i] - max);
    }
    return max + StrictMath.log(sum);
  }
}
