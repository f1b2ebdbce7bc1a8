package io.pollard.network.zoo;

import com.google.auto.service.AutoService;
import io.pollard.network.Initialization;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;

/**
 * The residual network for small images (He et al. 2016, section 4.2): a 3x3 stem of 16 channels,
 * three stages of (depth - 2) / 6 basic blocks with 16, 32 and 64 channels, the second and third
 * stage starting at stride 2, global average pooling, one dense layer. No convolution has a bias;
 * ReLU comes after the addition.
 *
 * @param depth number of layers with weights on the longest path: 6 n + 2
 * @param shortcut how a block's input gets the shape of its output
 * @param initialization of the weights
 */
@AutoService(NetworkFamily.class)
@Summary("residual network for CIFAR of a chosen depth")
public record Resnet(@Required int depth, Shortcut shortcut, Initialization initialization)
    implements NetworkFamily {

  /**
   * @throws IllegalArgumentException if the depth is not 6 n + 2 with n at least 1
   */
  public Resnet {
    if (depth < 8 || (depth - 2) % 6 != 0) {
      throw new IllegalArgumentException(
          "depth is 6 n + 2 (8, 14, 20, 26, 32, ...), found " + depth);
    }
  }

  public Resnet() {
    this(20, Shortcut.A, new KaimingNormal());
  }

  @Override
  public Network build(Shape input, int classes) {
    return ResidualStages.build(name() + "-" + depth, depth, shortcut, input, classes);
  }
}
