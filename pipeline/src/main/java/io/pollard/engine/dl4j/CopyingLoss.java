package io.pollard.engine.dl4j;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A loss function of DL4J's on a copy of the logits. Most of them overwrite the logits when they
 * compute the gradient, and a loss layer, unlike an output layer, then takes the score of what is
 * left.
 */
@SuppressWarnings("serial") // never leaves the compiled network
record CopyingLoss(ILossFunction loss) implements ILossFunction {

  @Override
  public double computeScore(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
    return loss.computeScore(labels, logits.dup(), activation, mask, average);
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
    return loss.computeScoreArray(labels, logits.dup(), activation, mask);
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
    return loss.computeGradient(labels, logits.dup(), activation, mask);
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, logits, activation, mask, average),
        computeGradient(labels, logits, activation, mask));
  }

  @Override
  public String name() {
    return loss.name();
  }
}
