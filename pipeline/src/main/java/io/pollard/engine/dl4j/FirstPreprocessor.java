package io.pollard.engine.dl4j;

import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A preprocessor on the network's input, whose gradient nobody reads or has computed. */
@SuppressWarnings("serial") // never leaves the compiled network
record FirstPreprocessor(InputPreProcessor preprocessor) implements InputPreProcessor {

  @Override
  public INDArray preProcess(INDArray input, int count, LayerWorkspaceMgr workspaces) {
    return preprocessor.preProcess(input, count, workspaces);
  }

  @Override
  public @Nullable INDArray backprop(
      @Nullable INDArray gradient, int count, LayerWorkspaceMgr workspaces) {
    return gradient;
  }

  @Override
  public InputPreProcessor clone() {
    return new FirstPreprocessor(preprocessor.clone());
  }

  @Override
  public InputType getOutputType(InputType input) {
    return preprocessor.getOutputType(input);
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int count) {
    return preprocessor.feedForwardMaskArray(mask, state, count);
  }
}
