package io.pollard.engine.dl4j;

import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch norm that is DL4J's in a training pass, and in any other uses the running statistics in
 * both directions. DL4J cannot do the latter: its backward pass takes the statistics of the batch.
 *
 * <p>Backward with running statistics, which are constants there: with {@code xHat = (x - mean) /
 * sqrt(variance + epsilon)}, {@code dBeta = sum dy}, {@code dGamma = sum dy xHat}, {@code dx = dy
 * gamma / sqrt(variance + epsilon)}; sums over all but the channels. The statistics' own gradient,
 * which DL4J uses as their update, is 0.
 */
@SuppressWarnings("serial") // never leaves the compiled network
final class BatchNormLayer extends BatchNormalization {
  private static final int CHANNELS = 1;

  private final Pass pass;

  BatchNormLayer(NeuralNetConfiguration configuration, DataType type, Pass pass) {
    super(configuration, type);
    this.pass = pass;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    return super.activate(training && pass.isTraining(), workspaces);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    if (pass.isTraining()) {
      return super.backpropGradient(epsilon, workspaces);
    }
    INDArray x = plain(input);
    INDArray dy = plain(epsilon);
    INDArray variance = getParam(BatchNormalizationParamInitializer.GLOBAL_VAR);
    INDArray scale = Transforms.sqrt(variance.add(layerConf().getEps()), false).rdivi(1.0);
    Gradient gradient = new DefaultGradient();
    if (!layerConf().isLockGammaBeta()) {
      INDArray dBeta = gradientOf(BatchNormalizationParamInitializer.BETA);
      INDArray dGamma = gradientOf(BatchNormalizationParamInitializer.GAMMA);
      sum(dy, dBeta);
      INDArray product = normalized(x, scale);
      sum(product.muli(dy), dGamma);
      gradient.setGradientFor(BatchNormalizationParamInitializer.GAMMA, dGamma);
      gradient.setGradientFor(BatchNormalizationParamInitializer.BETA, dBeta);
      scale.muli(getParam(BatchNormalizationParamInitializer.GAMMA));
    } else {
      scale.muli(layerConf().getGamma());
    }
    nothing(gradient, BatchNormalizationParamInitializer.GLOBAL_MEAN);
    nothing(gradient, BatchNormalizationParamInitializer.GLOBAL_VAR);
    INDArray dx =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, dy.dataType(), dy.shape(), dy.ordering());
    Nd4j.getExecutioner().exec(new BroadcastMulOp(dy, scale, dx, CHANNELS));
    return new Pair<>(gradient, dx);
  }

  /** Broadcasting is only right over arrays without holes, in C order. */
  private static INDArray plain(INDArray array) {
    boolean plain = array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
    return plain ? array : array.dup('c');
  }

  private INDArray normalized(INDArray x, INDArray scale) {
    INDArray mean = getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    INDArray result = Nd4j.createUninitialized(x.dataType(), x.shape(), 'c');
    Nd4j.getExecutioner().exec(new BroadcastSubOp(x, mean, result, CHANNELS));
    Nd4j.getExecutioner().exec(new BroadcastMulOp(result, scale, result, CHANNELS));
    return result;
  }

  private static void sum(INDArray values, INDArray into) {
    int[] others = IntStream.range(0, values.rank()).filter(d -> d != CHANNELS).toArray();
    into.assign(values.sum(others).reshape(into.shape()));
  }

  private void nothing(Gradient gradient, String statistic) {
    gradient.setGradientFor(statistic, gradientOf(statistic).assign(0.0));
  }

  private INDArray gradientOf(String parameter) {
    return Objects.requireNonNull(gradientViews.get(parameter), parameter);
  }
}
