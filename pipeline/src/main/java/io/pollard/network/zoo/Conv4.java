package io.pollard.network.zoo;

import com.google.auto.service.AutoService;
import io.pollard.network.Initialization;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.Network;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.spec.Summary;

/**
 * Conv-4 of the lottery ticket paper (Frankle, Carbin 2019): four 3x3 convolutions and three dense
 * layers. 2,425,930 parameters on 3x32x32 images with 10 classes.
 *
 * @param initialization of the weights
 */
@AutoService(NetworkFamily.class)
@Summary("four 3x3 convolutions and three dense layers, from the lottery ticket paper")
public record Conv4(Initialization initialization) implements NetworkFamily {

  public Conv4() {
    this(new GlorotNormal());
  }

  @Override
  public String name() {
    return "conv-4";
  }

  @Override
  public Network build(Shape input, int classes) {
    return ConvStack.build(name(), 2, input, classes);
  }
}
