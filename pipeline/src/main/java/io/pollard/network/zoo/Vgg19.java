package io.pollard.network.zoo;

import com.google.auto.service.AutoService;
import io.pollard.network.GraphBuilder;
import io.pollard.network.Initialization;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.spec.Summary;

/**
 * VGG-19 for small images in the form of network slimming (Liu et al. 2017): sixteen 3x3
 * convolutions without bias, each with batch norm, in five groups with 2x2 max pooling between
 * them, then average pooling and one dense layer (METHODS section 10). Takes images of at least
 * 16x16. 20,035,018 parameters on 3x32x32 images with 10 classes.
 *
 * @param initialization of the weights
 */
@AutoService(NetworkFamily.class)
@Summary("sixteen 3x3 convolutions with batch norm in the form of network slimming, for CIFAR")
public record Vgg19(Initialization initialization) implements NetworkFamily {

  public Vgg19() {
    this(new KaimingNormal());
  }

  @Override
  public String name() {
    return "vgg-19";
  }

  @Override
  public Network build(Shape input, int classes) {
    VggStack stack = new VggStack(name(), input, false);
    GraphBuilder graph = stack.graph();
    String last = stack.groups(new int[] {2, 2, 4, 4, 4}, false);
    String pool = graph.globalAveragePool("pool5", last);
    return Dl4jNetworks.fromGraph(name(), graph.classifier("fc", pool, classes));
  }
}
