package io.pollard.engine.dl4j;

import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A dense layer without activation whose backward pass does no more than it must: {@code dW = x'
 * dy, db = sum dy, dx = dy W'}. DL4J's runs the forward pass again, which only an activation would
 * need, and gives the network's input a gradient that nobody reads.
 */
@SuppressWarnings("serial") // never leaves the compiled network
final class LeanDense extends DenseLayer {
  private final boolean first;

  LeanDense(NeuralNetConfiguration configuration, DataType type, boolean first) {
    super(configuration, type);
    this.first = first;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray dy, LayerWorkspaceMgr workspaces) {
    Gradient gradient = new DefaultGradient();
    if (hasBias()) {
      INDArray dBias = gradientOf(DefaultParamInitializer.BIAS_KEY);
      dy.sum(dBias, 0);
      gradient.setGradientFor(DefaultParamInitializer.BIAS_KEY, dBias);
    }
    INDArray dWeights = gradientOf(DefaultParamInitializer.WEIGHT_KEY);
    Nd4j.gemm(input, dy, dWeights, true, false, 1.0, 0.0);
    gradient.setGradientFor(DefaultParamInitializer.WEIGHT_KEY, dWeights);
    if (first) {
      return new Pair<>(gradient, null);
    }
    INDArray weights = getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, true, workspaces);
    INDArray dx =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD,
            dy.dataType(),
            new long[] {weights.size(0), dy.size(0)},
            'f');
    weights.mmuli(dy.transpose(), dx);
    return new Pair<>(gradient, backpropDropOutIfPresent(dx.transpose()));
  }

  private INDArray gradientOf(String parameter) {
    return Objects.requireNonNull(gradientViews.get(parameter), parameter);
  }
}
