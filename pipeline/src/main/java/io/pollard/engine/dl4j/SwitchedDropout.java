package io.pollard.engine.dl4j;

import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer's dropout, but nothing unless the pass is of training. */
@SuppressWarnings("serial") // never leaves the compiled network
final class SwitchedDropout implements IDropout {
  private final IDropout dropout;
  private final Pass pass;

  SwitchedDropout(IDropout dropout, Pass pass) {
    this.dropout = dropout;
    this.pass = pass;
  }

  @Override
  public INDArray applyDropout(
      INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
    return pass.isTraining()
        ? dropout.applyDropout(input, result, iteration, epoch, workspaces)
        : input;
  }

  @Override
  public INDArray backprop(INDArray atOutput, INDArray atInput, int iteration, int epoch) {
    return pass.isTraining() ? dropout.backprop(atOutput, atInput, iteration, epoch) : atOutput;
  }

  @Override
  public void clear() {
    dropout.clear();
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // DL4J means a copy by this, not Object.clone
  public IDropout clone() {
    return new SwitchedDropout(dropout.clone(), pass);
  }
}
