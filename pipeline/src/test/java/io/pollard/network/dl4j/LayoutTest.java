package io.pollard.network.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.GraphBuilder;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Network;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.network.zoo.Lenet5;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Writes distinct values through DL4J's own tensors and finds them through our slices. */
class LayoutTest {
  private static final Map<Role, String> KEYS =
      Map.of(
          Role.WEIGHT, "W",
          Role.BIAS, "b",
          Role.GAMMA, "gamma",
          Role.BETA, "beta",
          Role.MEAN, "mean",
          Role.VARIANCE, "var");

  @Test
  void denseNetworkLiesAsTheSlicesSay() {
    requireAgreement(new Lenet300100().build(new Shape(1, 4, 5), 3));
  }

  @Test
  void convolutionalNetworkLiesAsTheSlicesSay() {
    requireAgreement(new Lenet5().build(new Shape(2, 20, 16), 5));
  }

  @Test
  void residualNetworksLieAsTheSlicesSay() {
    for (Shortcut shortcut : Shortcut.values()) {
      requireAgreement(new Resnet(14, shortcut, new KaimingNormal()).build(new Shape(3, 8, 8), 10));
    }
  }

  @Test
  void depthwiseKernelsKeepTheirChannelsLast() {
    GraphBuilder graph = new GraphBuilder("depthwise", new Shape(3, 6, 6));
    Padding one = new Padding(1, 1, 1, 1);
    String conv =
        graph.node("conv", new Convolution(3, 6, 3, 3, 1, 1, one, 1, 1, 3, true), graph.input());
    Network network = Dl4jNetworks.fromGraph("depthwise", graph.classifier("fc", conv, 4));

    assertThat(network.layout().find("conv", Role.WEIGHT).orElseThrow().shape())
        .containsExactly(3, 3, 3, 2);
    requireAgreement(network);
  }

  @Test
  void multiLayerNetworkLiesAsTheSlicesSay() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build())
            .layer(new BatchNormalization.Builder().useLogStd(false).name("bn").build())
            .layer(new DenseLayer.Builder().nOut(7).hasBias(false).name("dense").build())
            .layer(new OutputLayer.Builder().nOut(3).name("out").build())
            .setInputType(InputType.convolutional(6, 5, 2))
            .build();
    Network network = Dl4jNetworks.fromJson("mine", configuration.toJson(), new Shape(2, 6, 5));

    assertThat(network.layout().slices().stream().map(Slice::tensor))
        .containsExactly(
            "layer0.bias",
            "layer0.weight",
            "bn.gamma",
            "bn.beta",
            "bn.mean",
            "bn.variance",
            "dense.weight",
            "out.weight",
            "out.bias");
    MultiLayerNetwork net =
        new MultiLayerNetwork(MultiLayerConfiguration.fromJson(network.configuration()));
    net.init();
    requireAgreement(
        network,
        net.params(),
        slice -> {
          int index = List.of("layer0", "bn", "dense", "out").indexOf(slice.layer());
          return net.getParam(index + "_" + KEYS.get(slice.role()));
        });
  }

  @Test
  void layersOfUnknownKindsAreOneSliceThatIsNotPrunable() {
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(4))
            .addLayer("dense", new DenseLayer.Builder().nOut(6).build(), "in")
            .addLayer("prelu", new PReLULayer.Builder().inputShape(6).build(), "dense")
            .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "prelu")
            .setOutputs("out")
            .build();
    Network network = Dl4jNetworks.fromJson("mine", configuration.toJson(), Shape.vector(4));

    assertThat(network.layout().find("prelu", Role.WEIGHT))
        .contains(new Slice("prelu", Role.WEIGHT, List.of(6), 30, false));
    assertThat(network.layout().length()).isEqualTo(30 + 6 + 21);
  }

  private static void requireAgreement(Network network) {
    ComputationGraph net =
        new ComputationGraph(ComputationGraphConfiguration.fromJson(network.configuration()));
    net.init();
    requireAgreement(
        network, net.params(), slice -> net.getParam(slice.layer() + "_" + KEYS.get(slice.role())));
  }

  private static void requireAgreement(
      Network network, INDArray flat, java.util.function.Function<Slice, INDArray> tensorOf) {
    assertThat(flat.length()).isEqualTo(network.layout().length());
    flat.assign(-1);
    float next = 0;
    List<float[]> expected = new ArrayList<>();
    for (Slice slice : network.layout().slices()) {
      float[] values = new float[slice.length()];
      for (int i = 0; i < values.length; i++) {
        values[i] = next++;
      }
      INDArray tensor = tensorOf.apply(slice);
      INDArray ours = Nd4j.createFromArray(values);
      if (slice.role() == Role.WEIGHT) {
        ours = ours.reshape('c', slice.shape().stream().mapToLong(Integer::longValue).toArray());
        if (slice.shape().size() == 2) {
          ours = ours.transpose();
        }
      }
      assertThat(tensor.shape()).isEqualTo(ours.shape());
      tensor.assign(ours);
      expected.add(values);
    }
    float[] vector = flat.dup('c').data().asFloat();
    for (int i = 0; i < vector.length; i++) {
      assertThat(vector[i]).isEqualTo(i);
    }
    assertThat(expected).hasSize(network.layout().slices().size());
  }
}
