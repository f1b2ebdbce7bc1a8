package io.pollard.network.zoo;

import com.google.auto.service.AutoService;
import io.pollard.network.Initialization;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.spec.Summary;

/**
 * Conv-2 of the lottery ticket paper (Frankle, Carbin 2019): two 3x3 convolutions and three dense
 * layers. 4,301,642 parameters on 3x32x32 images with 10 classes.
 *
 * @param initialization of the weights
 */
@AutoService(NetworkFamily.class)
@Summary("two 3x3 convolutions and three dense layers, from the lottery ticket paper")
public record Conv2(Initialization initialization) implements NetworkFamily {

  public Conv2() {
    this(new GlorotNormal());
  }

  @Override
  public String name() {
    return "conv-2";
  }

  @Override
  public Network build(Shape input, int classes) {
    return ConvStack.build(name(), 1, input, classes);
  }
}
