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
 * <p>With batch norm, which network slimming needs, every layer but the last is followed by batch
 * norm and ReLU and has no bias of its own: 431,650 parameters.
 *
 * @param initialization of the weights
 * @param batchNorm whether layers are followed by batch norm and ReLU
 */
@AutoService(NetworkFamily.class)
@Summary("two 5x5 convolutions and two dense layers in the form of Caffe, for MNIST")
public record Lenet5(Initialization initialization, boolean batchNorm) implements NetworkFamily {

  public Lenet5() {
    this(new GlorotNormal());
  }

  /** Without batch norm. */
  public Lenet5(Initialization initialization) {
    this(initialization, false);
  }

  @Override
  public String name() {
    return "lenet-5";
  }

  @Override
  public Network build(Shape input, int classes) {
    GraphBuilder graph = new GraphBuilder(name(), input);
    String conv1 = graph.convolution("conv1", graph.input(), 20, 5, 1, 0, !batchNorm);
    String pool1 = graph.maxPool("pool1", normalised(graph, "1", conv1), 2);
    String conv2 = graph.convolution("conv2", pool1, 50, 5, 1, 0, !batchNorm);
    String pool2 = graph.maxPool("pool2", normalised(graph, "2", conv2), 2);
    String dense = graph.dense("ip1", pool2, 500, !batchNorm);
    String ip1 = batchNorm ? normalised(graph, "3", dense) : graph.relu(dense);
    return Dl4jNetworks.fromGraph(name(), graph.classifier("ip2", ip1, classes));
  }

  private String normalised(GraphBuilder graph, String number, String layer) {
    return batchNorm ? graph.relu("relu" + number, graph.batchNorm("bn" + number, layer)) : layer;
  }
}
