package io.pollard.engine.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution without activation whose backward pass goes straight to oneDNN; DL4J's runs the
 * forward pass again before, which only an activation would need. A dilated one does without
 * oneDNN: ND4J fails to describe it, reports an error, and only then falls back.
 */
@SuppressWarnings("serial") // never leaves the compiled network
final class LeanConvolution extends ConvolutionLayer {

  LeanConvolution(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
    int[] dilation = layerConf().getDilation();
    if (dilation[0] > 1 || dilation[1] > 1) {
      helper = null;
    }
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray dy, LayerWorkspaceMgr workspaces) {
    if (helper == null || helperCountFail > 0) {
      return super.backpropGradient(dy, workspaces);
    }
    org.deeplearning4j.nn.conf.layers.ConvolutionLayer layer = layerConf();
    Pair<Gradient, INDArray> result =
        helper.backpropGradient(
            input,
            getParamWithNoise(ConvolutionParamInitializer.WEIGHT_KEY, true, workspaces),
            getParamWithNoise(ConvolutionParamInitializer.BIAS_KEY, true, workspaces),
            dy,
            layer.getKernelSize(),
            layer.getStride(),
            layer.getPadding(),
            gradientViews.get(ConvolutionParamInitializer.BIAS_KEY),
            gradientViews.get(ConvolutionParamInitializer.WEIGHT_KEY),
            layer.getActivationFn(),
            layer.getCudnnAlgoMode(),
            layer.getCudnnBwdFilterAlgo(),
            layer.getCudnnBwdDataAlgo(),
            convolutionMode,
            layer.getDilation(),
            layer.getCnn2dDataFormat(),
            workspaces);
    result.setSecond(backpropDropOutIfPresent(result.getSecond()));
    return result;
  }
}
