package io.pollard.network.zoo;

import com.google.auto.service.AutoService;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Initialization;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.spec.Summary;

/**
 * LeNet-5 in Caffe's form, 20-50-500 (METHODS section 10): two 5x5 convolutions without padding and
 * without ReLU, each before 2x2 max pooling, then two dense layers with ReLU between. 431,080
 * parameters on 28x28 images with 10 classes.
 *
 * @param initialization of the weights
 */
@AutoService(NetworkFamily.class)
@Summary("two 5x5 convolutions and two dense layers in the form of Caffe, for MNIST")
public record Lenet5(Initialization initialization) implements NetworkFamily {

  public Lenet5() {
    this(new GlorotNormal());
  }

  @Override
  public String name() {
    return "lenet-5";
  }

  @Override
  public Network build(Shape input, int classes) {
    GraphBuilder graph = new GraphBuilder(name(), input);
    String conv1 = graph.convolution("conv1", graph.input(), 20, 5, 1, 0, true);
    String pool1 = graph.maxPool("pool1", conv1, 2);
    String conv2 = graph.convolution("conv2", pool1, 50, 5, 1, 0, true);
    String pool2 = graph.maxPool("pool2", conv2, 2);
    String ip1 = graph.relu(graph.dense("ip1", pool2, 500, true));
    return Dl4jNetworks.fromGraph(name(), graph.classifier("ip2", ip1, classes));
  }
}
