package io.pollard.network.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.network.Initialization.Gamma;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.spec.Binder;
import io.pollard.spec.Extensions;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZooTest {
  private static final Shape CIFAR = new Shape(3, 32, 32);

  @Test
  void graphRunsFromInputToLoss() {
    List<Node> nodes = new Lenet5().build(new Shape(1, 28, 28), 10).graph().nodes();

    assertThat(nodes.stream().map(Node::name))
        .containsExactly(
            "input",
            "conv1",
            "pool1",
            "conv2",
            "pool2",
            "ip1:flatten",
            "ip1",
            "ip1:activation",
            "ip2",
            "ip2:loss");
    assertThat(nodes.get(nodes.size() - 1))
        .isEqualTo(
            new Node("ip2:loss", new SoftmaxCrossEntropy(), List.of("ip2"), Shape.vector(10)));
  }

  /** 500 + 25,000 + 400,000 + 5,010 weights and biases, two values a channel or unit. */
  @Test
  void lenet5MayBeNormalised() {
    Network network = new Lenet5(new KaimingNormal(), true).build(new Shape(1, 28, 28), 10);
    assertThat(network.layout().parameterCount()).isEqualTo(430_510 + 2 * 570);
    assertThat(network.graph().nodes().stream().map(Node::name))
        .containsSubsequence("conv1", "bn1", "relu1", "pool1", "conv2", "bn2", "relu2", "pool2")
        .endsWith("ip1", "bn3", "relu3", "ip2", "ip2:loss");
  }

  @Test
  void buildingIsRepeatable() {
    NetworkFamily family = new Resnet20();

    assertThat(family.build(CIFAR, 10)).isEqualTo(family.build(CIFAR, 10));
  }

  @Test
  void aliasIsTheSameNetwork() {
    assertThat(new Resnet(32, Shortcut.B, new KaimingNormal()).build(CIFAR, 10))
        .isEqualTo(new Resnet32(Shortcut.B, new KaimingNormal()).build(CIFAR, 10));
  }

  @Test
  void familiesHaveTheNamesOfTheField() {
    assertThat(Extensions.names(NetworkFamily.class))
        .containsExactly(
            "conv-2",
            "conv-4",
            "conv-6",
            "dl4j-zip",
            "keras",
            "lenet-300-100",
            "lenet-5",
            "onnx",
            "resnet",
            "resnet-110",
            "resnet-20",
            "resnet-32",
            "resnet-44",
            "resnet-56",
            "vgg-16",
            "vgg-19");
  }

  @Test
  void experimentFilesChooseByNameAndKeys() {
    assertThat(
            Binder.read(
                "{name: vgg-16, classifier: li, convolutionBias: true,"
                    + " initialization: {glorot-normal: {gamma: half}}}",
                NetworkFamily.class,
                "network"))
        .isEqualTo(new Vgg16(Vgg16.Classifier.LI, true, new GlorotNormal(Gamma.HALF)));
    assertThat(Binder.read("{resnet: {depth: 32, shortcut: tas}}", NetworkFamily.class, "network"))
        .isEqualTo(new Resnet(32, Shortcut.TAS, new KaimingNormal()));
  }

  @Test
  void everyNetworkHasReadableNames() {
    assertThat(new Resnet20().build(CIFAR, 10).layout().slices().stream().map(Slice::tensor))
        .startsWith("conv1.weight", "bn1.gamma", "bn1.beta", "bn1.mean", "bn1.variance")
        .contains("stage2.block1.conv1.weight", "stage3.block3.bn2.gamma")
        .endsWith("fc.weight", "fc.bias");
    assertThat(new Vgg16().build(CIFAR, 10).layout().prunable().stream().map(Slice::layer))
        .startsWith("conv1", "conv2")
        .endsWith("conv13", "fc");
  }

  @Test
  void otherImagesAndClassesFit() {
    Network network = new Conv2().build(new Shape(1, 28, 28), 100);

    assertThat(network.classes()).isEqualTo(100);
    assertThat(network.layout().find("fc1", Role.WEIGHT).orElseThrow().shape())
        .containsExactly(256, 64 * 14 * 14);
    assertThat(new Resnet20().build(new Shape(1, 28, 28), 10).classes()).isEqualTo(10);
    assertThat(
            new Resnet20(Shortcut.A, new KaimingNormal()).build(new Shape(3, 31, 33), 10).input())
        .isEqualTo(new Shape(3, 31, 33));
  }

  @Test
  void oneClassIsRefused() {
    assertThatThrownBy(() -> new Lenet300100().build(CIFAR, 1))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot build lenet-300-100: a classifier tells at least 2 classes apart (classes=1); check the data set");
  }

  @Test
  void vggOnSmallImagesIsRefused() {
    assertThatThrownBy(() -> new Vgg16().build(new Shape(3, 8, 8), 10))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot build vgg-16: at layer pool4 a window of 2x2 does not fit into an input of 512x1x1 (input=3x8x8); give it larger images or choose another network");
  }

  @Test
  void vectorsAreNoImages() {
    assertThatThrownBy(() -> new Resnet20().build(Shape.vector(64), 10))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot build resnet-20: layer conv1 takes images, the data are vectors (input=64x1x1); choose a network of dense layers");
  }

  @Test
  void imagesThatAreTooSmallAreRefused() {
    assertThatThrownBy(() -> new Lenet5().build(new Shape(1, 12, 12), 10))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot build lenet-5: at layer conv2 a window of 5x5 does not fit into an input of 20x4x4 (input=1x12x12); give it larger images or choose another network");
  }

  @Test
  void depthsThatDoNotExistAreRefused() {
    assertThatThrownBy(() -> new Resnet(21, Shortcut.A, new KaimingNormal()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("depth is 6 n + 2 (8, 14, 20, 26, 32, ...), found 21");
  }
}
