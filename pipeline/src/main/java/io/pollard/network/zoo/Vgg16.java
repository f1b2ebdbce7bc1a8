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
 * VGG-16 for small images with batch norm: thirteen 3x3 convolutions in five groups, each group
 * before 2x2 max pooling, then a classifier (METHODS section 10). Takes images of at least 32x32.
 * 14,724,042 parameters with the defaults on 3x32x32 images with 10 classes.
 *
 * @param classifier what follows the convolutions
 * @param convolutionBias whether convolutions have a bias, which batch norm makes superfluous
 * @param initialization of the weights
 */
@AutoService(NetworkFamily.class)
@Summary("thirteen 3x3 convolutions with batch norm, for CIFAR")
public record Vgg16(Classifier classifier, boolean convolutionBias, Initialization initialization)
    implements NetworkFamily {

  /** Choices for the classifier. */
  public enum Classifier {
    /** One dense layer. */
    SINGLE,
    /**
     * A dense layer of 512 units with batch norm and ReLU, then the output layer (Li et al. 2017).
     */
    LI
  }

  public Vgg16() {
    this(Classifier.SINGLE, false, new KaimingNormal());
  }

  @Override
  public String name() {
    return "vgg-16";
  }

  @Override
  public Network build(Shape input, int classes) {
    VggStack stack = new VggStack(name(), input, convolutionBias);
    GraphBuilder graph = stack.graph();
    String at = stack.groups(new int[] {2, 2, 3, 3, 3}, true);
    if (classifier == Classifier.SINGLE) {
      return Dl4jNetworks.fromGraph(name(), graph.classifier("fc", at, classes));
    }
    String fc1 = graph.batchNorm("bn14", graph.dense("fc1", at, 512, true));
    String relu = graph.relu("relu14", fc1);
    return Dl4jNetworks.fromGraph(name(), graph.classifier("fc2", relu, classes));
  }
}
