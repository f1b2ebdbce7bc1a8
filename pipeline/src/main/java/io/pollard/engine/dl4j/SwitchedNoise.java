package io.pollard.engine.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer's weight noise (such as DropConnect), but none unless the pass is of training. */
@SuppressWarnings("serial") // never leaves the compiled network
final class SwitchedNoise implements IWeightNoise {
  private final IWeightNoise noise;
  private final Pass pass;

  SwitchedNoise(IWeightNoise noise, Pass pass) {
    this.noise = noise;
    this.pass = pass;
  }

  @Override
  public INDArray getParameter(
      Layer layer,
      String parameter,
      int iteration,
      int epoch,
      boolean train,
      LayerWorkspaceMgr workspaces) {
    return noise.getParameter(
        layer, parameter, iteration, epoch, train && pass.isTraining(), workspaces);
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // DL4J means a copy by this, not Object.clone
  public IWeightNoise clone() {
    return new SwitchedNoise(noise.clone(), pass);
  }
}
