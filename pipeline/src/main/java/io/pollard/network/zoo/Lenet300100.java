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
 * LeNet-300-100 (LeCun et al. 1998): two hidden dense layers with ReLU (METHODS section 10).
 * 266,610 parameters on 28x28 images with 10 classes.
 *
 * @param initialization of the weights
 */
@AutoService(NetworkFamily.class)
@Summary("two hidden dense layers of 300 and 100 units, for MNIST")
public record Lenet300100(Initialization initialization) implements NetworkFamily {

  public Lenet300100() {
    this(new GlorotNormal());
  }

  @Override
  public String name() {
    return "lenet-300-100";
  }

  @Override
  public Network build(Shape input, int classes) {
    GraphBuilder graph = new GraphBuilder(name(), input);
    String fc1 = graph.relu(graph.dense("fc1", graph.input(), 300, true));
    String fc2 = graph.relu(graph.dense("fc2", fc1, 100, true));
    return Dl4jNetworks.fromGraph(name(), graph.classifier("fc3", fc2, classes));
  }
}
