package io.pollard.engine.dl4j;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.FlatUpdate;
import io.pollard.engine.UpdateRule;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Slice;
import io.pollard.prune.penalty.Terms;
import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network in DL4J's hands. DL4J computes loss and gradient (in its workspaces); the update is
 * ours, on the heap, where it is several times faster than element by element in native memory: a
 * step copies the gradient out and the parameters in.
 *
 * <p>DL4J gives gradients as sums over the batch, and as batch norm's "gradient" what is to be
 * taken from its statistics, whatever the batch.
 */
final class Dl4jNetwork implements CompiledNetwork {
  private final Network network;
  private final int batchSize;
  private final Pass pass = new Pass();
  private final ComputationGraphConfiguration configuration;
  private final ComputationGraph graph;
  private final Inputs inputs;
  private final Forward forward;
  private final NativeFloats nativeParameters;
  private final NativeFloats nativeGradient;
  private final float[] parameters;
  private final float[] gradient;
  private Mask mask;
  private Optional<FlatUpdate> update = Optional.empty();

  Dl4jNetwork(Network network, int batchSize) {
    this.network = network;
    this.batchSize = batchSize;
    int length = network.layout().length();
    ExecutionGraph execution = ExecutionGraph.of(network, pass);
    configuration = execution.configuration();
    graph = new ComputationGraph(configuration);
    graph.init(Nd4j.zeros(DataType.FLOAT, 1, length), false);
    graph.initGradientsView();
    nativeParameters = NativeFloats.of(graph.params());
    nativeGradient = NativeFloats.of(graph.getFlattenedGradients());
    parameters = new float[length];
    gradient = new float[length];
    mask = Mask.dense(length);
    inputs = new Inputs(network, batchSize);
    forward = new Forward(graph, execution, inputs);
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
    network.layout().requireFits(values, "parameters");
    System.arraycopy(values, 0, parameters, 0, values.length);
    mask.apply(parameters);
    nativeParameters.put(parameters, parameters.length);
  }

  @Override
  public float[] parameters() {
    return parameters.clone();
  }

  @Override
  public void mask(Mask mask) {
    mask.apply(parameters);
    nativeParameters.put(parameters, parameters.length);
    update.ifPresent(u -> u.mask(mask));
    this.mask = mask;
  }

  @Override
  public void updateRule(UpdateRule rule) {
    FlatUpdate chosen = new FlatUpdate(network.layout(), rule, Terms.of(network, rule.penalties()));
    chosen.mask(mask);
    update = Optional.of(chosen);
  }

  @Override
  public float[] optimizerState() {
    return update().state();
  }

  @Override
  public void optimizerState(float[] state) {
    update().state(state);
  }

  @Override
  public double step(Batch batch, double learningRate, int iteration, long seed) {
    FlatUpdate chosen = update();
    Nd4j.getRandom().setSeed(Draws.of(seed, "dropout", iteration).nextLong());
    double loss = run(batch, true, iteration);
    nativeGradient.get(gradient, gradient.length);
    chosen.step(parameters, gradient, 1.0f / batch.size(), learningRate, iteration);
    nativeParameters.put(parameters, parameters.length);
    return loss;
  }

  @Override
  public double gradient(Batch batch, float[] into) {
    network.layout().requireFits(into, "the array for the gradient");
    double loss = run(batch, false, 0);
    nativeGradient.get(into, into.length);
    for (Slice slice : network.layout().slices()) {
      int end = slice.end();
      if (slice.role().isParameter()) {
        for (int i = slice.offset(); i < end; i++) {
          into[i] /= batch.size();
        }
      } else {
        Arrays.fill(into, slice.offset(), end, 0.0f);
      }
    }
    return loss;
  }

  /** Loss and gradient, left in DL4J's hands. */
  private double run(Batch batch, boolean training, int iteration) {
    Dl4jRuntime.oneThread();
    pass.training(training);
    configuration.setIterationCount(iteration);
    graph.setInput(0, inputs.features(batch.features(), batch.size()));
    graph.setLabel(0, inputs.targets(batch.targets(), batch.size()));
    graph.computeGradientAndScore();
    return graph.score();
  }

  @Override
  public Map<String, float[]> forward(
      Map<String, float[]> given, int count, Collection<String> wanted) {
    Dl4jRuntime.oneThread();
    return forward.run(given, count, wanted);
  }

  @Override
  public void logits(float[] features, int count, float[] logits) {
    Dl4jRuntime.oneThread();
    forward.logits(features, count, logits);
  }

  /** Frees native memory at once, that of the calling thread's workspaces included. */
  @Override
  public void close() {
    for (INDArray array : List.of(graph.params(), graph.getFlattenedGradients())) {
      if (array.closeable()) {
        array.close();
      }
    }
    inputs.close();
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }

  private FlatUpdate update() {
    return update.orElseThrow(() -> new IllegalStateException("no update rule was chosen"));
  }
}
