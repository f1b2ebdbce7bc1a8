package io.pollard.measure;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.FlatUpdate;
import io.pollard.engine.Optimizer;
import io.pollard.engine.UpdateRule;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.random.Draws;
import java.util.Collection;
import java.util.Map;

/**
 * z = W x + b with softmax cross-entropy, in plain Java: small enough to be checked by hand, and
 * with input dropout, so that steps depend on the iteration and the seed.
 */
public final class SoftmaxRegression implements CompiledNetwork {
  private final Network network;
  private final int batchSize;
  private final double dropout;
  private final int inputs;
  private final int classes;
  private float[] parameters;
  private Mask mask;
  private FlatUpdate update;

  public SoftmaxRegression(Network network, int batchSize, double dropout) {
    this.network = network;
    this.batchSize = batchSize;
    this.dropout = dropout;
    inputs = network.input().size();
    classes = network.classes();
    parameters = new float[network.layout().length()];
    mask = Mask.dense(parameters.length);
    update = new FlatUpdate(network.layout(), new UpdateRule(new Optimizer.Sgd(), 0, false));
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public void parameters(float[] values) {
    parameters = values.clone();
    mask.apply(parameters);
  }

  @Override
  public float[] parameters() {
    return parameters.clone();
  }

  @Override
  public void mask(Mask mask) {
    this.mask = mask;
    mask.apply(parameters);
    update.mask(mask);
  }

  @Override
  public void updateRule(UpdateRule rule) {
    update = new FlatUpdate(network.layout(), rule);
    update.mask(mask);
  }

  @Override
  public float[] optimizerState() {
    return update.state();
  }

  @Override
  public void optimizerState(float[] state) {
    update.state(state);
  }

  @Override
  public double step(Batch batch, double learningRate, int iteration, long seed) {
    float[] dropped = batch.features().clone();
    Draws draws = Draws.of(seed, "dropout", iteration);
    for (int i = 0; i < batch.size() * inputs; i++) {
      dropped[i] = draws.nextDouble() < dropout ? 0f : dropped[i];
    }
    float[] gradient = new float[parameters.length];
    double loss = gradient(new Batch(batch.size(), dropped, batch.targets()), gradient);
    update.step(parameters, gradient, 1f, learningRate, iteration);
    return loss;
  }

  @Override
  public double gradient(Batch batch, float[] into) {
    double[] sums = new double[into.length];
    float[] logits = new float[batch.size() * classes];
    logits(batch.features(), batch.size(), logits);
    double loss = 0;
    for (int n = 0; n < batch.size(); n++) {
      double total = 0;
      for (int c = 0; c < classes; c++) {
        total += Math.exp(logits[n * classes + c]);
      }
      for (int c = 0; c < classes; c++) {
        double p = Math.exp(logits[n * classes + c]) / total;
        double target = batch.targets()[n * classes + c];
        loss -= target == 0 ? 0 : target * Math.log(p);
        for (int i = 0; i < inputs; i++) {
          sums[c * inputs + i] += (p - target) * batch.features()[n * inputs + i];
        }
        sums[classes * inputs + c] += p - target;
      }
    }
    for (int i = 0; i < into.length; i++) {
      into[i] = (float) (sums[i] / batch.size());
    }
    return loss / batch.size();
  }

  @Override
  public Map<String, float[]> forward(
      Map<String, float[]> given, int count, Collection<String> wanted) {
    throw new UnsupportedOperationException("not asked for by trainers");
  }

  @Override
  public void logits(float[] features, int count, float[] logits) {
    for (int n = 0; n < count; n++) {
      for (int c = 0; c < classes; c++) {
        float z = parameters[classes * inputs + c];
        for (int i = 0; i < inputs; i++) {
          z += parameters[c * inputs + i] * features[n * inputs + i];
        }
        logits[n * classes + c] = z;
      }
    }
  }

  @Override
  public void close() {}
}
