package io.pollard.network.zoo;

import com.google.auto.service.AutoService;
import io.pollard.network.Initialization;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.spec.Summary;

/**
 * {@link Resnet} of depth 20: 269,722 parameters with shortcut A on 32x32 images with 10 classes.
 *
 * @param shortcut as in {@link Resnet}
 * @param initialization of the weights
 */
@AutoService(NetworkFamily.class)
@Summary("residual network for CIFAR of depth 20")
public record Resnet20(Shortcut shortcut, Initialization initialization) implements NetworkFamily {

  public Resnet20() {
    this(Shortcut.A, new KaimingNormal());
  }

  @Override
  public String name() {
    return "resnet-20";
  }

  @Override
  public Network build(Shape input, int classes) {
    return ResidualStages.build(name(), 20, shortcut, input, classes);
  }
}
