package io.pollard.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.random.Draws;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNSubsamplingHelper;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The two switches without which DL4J is 4 to 20 times too slow, and one thread. */
class HelpersTest {
  @BeforeAll
  static void prepare() {
    Dl4jRuntime.prepare();
  }

  @Test
  void layersHaveTheirOneDnnHelpers() {
    ComputationGraph graph = graph(new Resnet().build(new Shape(3, 32, 32), 10));
    int convolutions = 0;
    int norms = 0;
    int pools = 0;
    for (Layer layer : graph.getLayers()) {
      if (layer instanceof ConvolutionLayer) {
        assertThat(layer.getHelper()).isInstanceOf(MKLDNNConvHelper.class);
        convolutions++;
      } else if (layer instanceof BatchNormalization) {
        assertThat(layer.getHelper()).isInstanceOf(MKLDNNBatchNormHelper.class);
        norms++;
      } else if (layer instanceof SubsamplingLayer) {
        assertThat(layer.getHelper()).isInstanceOf(MKLDNNSubsamplingHelper.class);
        pools++;
      }
    }
    assertThat(convolutions).isEqualTo(19);
    assertThat(norms).isEqualTo(19);
    assertThat(pools).isEqualTo(2);
  }

  @Test
  void helpersChangeNoLoss() {
    Network network = new Lenet5().build(new Shape(1, 28, 28), 10);
    List<Double> with = losses(network);
    System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "true");
    try {
      assertThat(graph(network).getLayer("conv1").getHelper()).isNull();
      List<Double> without = losses(network);
      for (int i = 0; i < with.size(); i++) {
        assertThat(with.get(i)).isCloseTo(without.get(i), within(1e-5));
      }
      assertThat(with.get(9)).isLessThan(0.8 * with.get(0));
    } finally {
      System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "false");
    }
  }

  /** Of ten steps of gradient descent on one batch. */
  private static List<Double> losses(Network network) {
    ComputationGraph graph = graph(network);
    Draws draws = Draws.of(1, "helpers");
    INDArray parameters = graph.params();
    for (int i = 0; i < parameters.length(); i++) {
      parameters.putScalar(i, 0.05 * draws.nextGaussian());
    }
    INDArray features = Nd4j.zeros(DataType.FLOAT, 8, 1, 28, 28);
    for (int i = 0; i < features.length(); i++) {
      features.data().put(i, draws.nextGaussian());
    }
    INDArray targets = Nd4j.zeros(DataType.FLOAT, 8, 10);
    for (int i = 0; i < 8; i++) {
      targets.putScalar(i, draws.nextInt(10), 1.0);
    }
    List<Double> losses = new ArrayList<>();
    for (int step = 0; step < 10; step++) {
      graph.setInput(0, features);
      graph.setLabel(0, targets);
      graph.computeGradientAndScore();
      losses.add(graph.score());
      INDArray sum = graph.getFlattenedGradients();
      parameters.subi(sum.mul(0.1 / 8).reshape(parameters.shape()));
    }
    return losses;
  }

  private static ComputationGraph graph(Network network) {
    ComputationGraph graph =
        new ComputationGraph(ExecutionGraph.of(network, new Pass()).configuration());
    graph.init(Nd4j.zeros(DataType.FLOAT, 1, network.layout().length()), false);
    graph.initGradientsView();
    return graph;
  }

  @Test
  void everyPreparedThreadComputesAlone() throws InterruptedException {
    int[] threads = new int[2];
    Thread other =
        new Thread(
            () -> {
              Dl4jRuntime.oneThread();
              threads[0] = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
              threads[1] = Nd4j.factory().blas().getMaxThreads();
            });
    other.start();
    other.join();
    assertThat(threads).containsOnly(1);
    assertThat(Nd4j.getEnvironment().maxMasterThreads()).isEqualTo(1);
  }

  @Test
  void theVersionIsTheOneOnTheClassPath() throws IOException {
    Properties properties = new Properties();
    String file = "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";
    try (InputStream in = ComputationGraph.class.getResourceAsStream(file)) {
      properties.load(in);
    }
    assertThat(Dl4jRuntime.VERSION).isEqualTo(properties.getProperty("version"));
  }
}
