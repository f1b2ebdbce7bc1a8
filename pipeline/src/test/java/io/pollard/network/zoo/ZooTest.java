package io.pollard.network.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Operation.SoftmaxCrossEntropy;
import io.pollard.network.Shape;
import java.util.List;
import java.util.ServiceLoader;
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
  void familiesAreFoundByName() {
    assertThat(ServiceLoader.load(NetworkFamily.class).stream().map(p -> p.get().name()))
        .contains("lenet-300-100", "lenet-5", "resnet", "resnet-20", "resnet-110");
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
