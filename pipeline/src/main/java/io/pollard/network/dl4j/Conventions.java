package io.pollard.network.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.learning.config.Sgd;

/** What every layer's configuration is brought to, wherever it comes from. */
final class Conventions {
  private Conventions() {}

  /**
   * Changes a layer's configuration so that it says nothing about training, which is the experiment
   * file's to say: no penalties, constraints or gradient clipping, and plain SGD. Batch norm keeps
   * its running variance as such.
   *
   * @return whether batch norm kept log10 of the standard deviation instead
   */
  static boolean apply(NeuralNetConfiguration configuration) {
    configuration.setSeed(0);
    Layer layer = configuration.getLayer();
    layer.setConstraints(null);
    if (layer instanceof BaseLayer base) {
      base.setIUpdater(new Sgd());
      base.setBiasUpdater(null);
      base.setRegularization(List.of());
      base.setRegularizationBias(List.of());
      base.setGradientNormalization(GradientNormalization.None);
    }
    boolean logDeviation = layer instanceof BatchNormalization norm && norm.isUseLogStd();
    if (layer instanceof BatchNormalization norm) {
      norm.setUseLogStd(false);
      // DL4J's JSON reader goes by the names of the variables, not by the field useLogStd.
      configuration.setVariables(new ArrayList<>(variables(norm)));
    }
    return logDeviation;
  }

  private static List<String> variables(BatchNormalization norm) {
    List<String> all = norm.initializer().paramKeys(norm);
    return norm.isLockGammaBeta() ? all.subList(2, 4) : all;
  }
}
