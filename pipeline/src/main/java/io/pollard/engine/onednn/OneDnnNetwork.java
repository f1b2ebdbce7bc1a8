package io.pollard.engine.onednn;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Compute;
import io.pollard.engine.FlatUpdate;
import io.pollard.engine.UpdateRule;
import io.pollard.engine.Variant;
import io.pollard.engine.Variations;
import io.pollard.engine.onednn.Compiler.Compiled;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.prune.penalty.Terms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A network compiled to oneDNN primitives. Programs are made when they are first needed: one to
 * train with full batches and one for a smaller last batch, one for gradients in inference mode,
 * and one for each pair of given and wanted nodes. Inference and {@link #gradient} always compute a
 * full batch, filled up with zeros, so an example's values do not depend on how many others come
 * along.
 *
 * <p>Which kernels run follows from the network, the batch size and the machine alone: the training
 * program for full batches is laid out first and fixes the order of the weights for all.
 */
final class OneDnnNetwork implements CompiledNetwork {
  /** Programs of pairs of given and wanted nodes that are kept. */
  private static final int KEPT = 16;

  private final Network network;
  private final int batchSize;
  private final Element element;
  private final Parameters parameters;
  private final Arena arena = new Arena();
  private final Exchange exchange = new Exchange();
  private final Compiler compiler;
  private final Compiled full;
  private final Map<Borders, Compiled> inferences = new LinkedHashMap<>(16, 0.75f, true);
  private Optional<Compiled> gradient = Optional.empty();
  private Optional<Compiled> smaller = Optional.empty();
  private int smallerSize;
  private Optional<FlatUpdate> update = Optional.empty();
  private Optional<UpdateRule> rule = Optional.empty();
  private Mask mask;
  private boolean closed;

  private record Borders(Set<String> given, Set<String> wanted) {}

  /**
   * @throws Unsupported if a layer has no fast kernels
   */
  OneDnnNetwork(Network network, int batchSize) {
    this(network, batchSize, Compute.FLOAT32);
  }

  /**
   * @throws Unsupported if a layer has no fast kernels
   */
  OneDnnNetwork(Network network, int batchSize, Compute compute) {
    Library.pinThread();
    this.network = network;
    this.batchSize = batchSize;
    element = Element.of(compute);
    parameters = new Parameters(network.layout());
    compiler = new Compiler(network, element, parameters, arena, exchange);
    full = compiler.learning(Mode.TRAINING, batchSize);
    parameters.allocate();
    mask = Mask.dense(network.layout().length());
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
    requireOpen();
    network.layout().requireFits(values, "parameters");
    float[] masked = values.clone();
    mask.apply(masked);
    parameters.values(parameters.inward(masked, 0));
  }

  @Override
  public float[] parameters() {
    requireOpen();
    float[] values = new float[network.layout().length()];
    parameters.outward(parameters.values(), values, 0);
    return values;
  }

  @Override
  public void mask(Mask mask) {
    requireOpen();
    if (mask.length() != network.layout().length()) {
      throw new IllegalArgumentException(
          "a mask of %d elements for a network of %d"
              .formatted(mask.length(), network.layout().length()));
    }
    this.mask = mask;
    update.ifPresent(u -> u.mask(parameters.inward(mask)));
    parameters(parameters());
  }

  @Override
  public void updateRule(UpdateRule rule) {
    requireOpen();
    FlatUpdate fresh =
        new FlatUpdate(
            parameters.places(), rule, parameters.inward(Terms.of(network, rule.penalties())));
    fresh.mask(parameters.inward(mask));
    update = Optional.of(fresh);
    this.rule = Optional.of(rule);
  }

  @Override
  public float[] optimizerState() {
    requireOpen();
    int length = network.layout().length();
    float[] inside = update().state();
    float[] state = new float[rule.orElseThrow().stateVectors() * length];
    for (int i = 0; i < rule.orElseThrow().stateVectors(); i++) {
      int width = parameters.places().length();
      float[] one = Arrays.copyOfRange(inside, i * width, (i + 1) * width);
      parameters.outward(one, state, i * length);
    }
    return state;
  }

  @Override
  public void optimizerState(float[] state) {
    requireOpen();
    int vectors = rule.map(UpdateRule::stateVectors).orElse(0);
    int length = network.layout().length();
    if (state.length != vectors * length) {
      throw new IllegalArgumentException(
          "optimiser state of %d values, expected %d times %d"
              .formatted(state.length, vectors, length));
    }
    int width = parameters.places().length();
    float[] inside = new float[vectors * width];
    for (int i = 0; i < vectors; i++) {
      System.arraycopy(parameters.inward(state, i * length), 0, inside, i * width, width);
    }
    update().state(inside);
  }

  @Override
  public double step(Batch batch, double learningRate, int iteration, long seed) {
    requireOpen();
    requireFits(batch);
    FlatUpdate rule = update();
    Compiled training = training(batch.size());
    training.program().bind();
    fill(training, batch.features(), batch.size());
    exchange.begin(batch, network.input().size(), iteration, seed);
    training.program().run();
    rule.step(parameters, 1.0f, learningRate, iteration);
    return exchange.loss();
  }

  @Override
  public double gradient(Batch batch, float[] into) {
    requireOpen();
    requireFits(batch);
    network.layout().requireFits(into, "an array for the gradient");
    if (gradient.isEmpty()) {
      gradient = Optional.of(compiler.learning(Mode.GRADIENT, batchSize));
    }
    Compiled compiled = gradient.get();
    compiled.program().bind();
    fill(compiled, batch.features(), batch.size());
    exchange.begin(batch, network.input().size(), 0, 0L);
    compiled.program().run();
    parameters.outward(parameters.gradient(), into, 0);
    return exchange.loss();
  }

  @Override
  public Map<String, float[]> forward(
      Map<String, float[]> given, int count, Collection<String> wanted) {
    requireOpen();
    requireCount(count);
    Compiled compiled = inference(given.keySet(), wanted);
    compiled.program().bind();
    given.forEach((name, values) -> fill(compiled, name, values, count));
    compiled.program().run();
    Map<String, float[]> values = new HashMap<>();
    compiled
        .outputs()
        .forEach(
            (name, tensor) -> {
              float[] value = new float[count * size(name)];
              tensor.floats().get(value);
              values.put(name, value);
            });
    return values;
  }

  @Override
  public void logits(float[] features, int count, float[] logits) {
    requireOpen();
    requireCount(count);
    if (logits.length < count * network.classes()) {
      throw new IllegalArgumentException(
          "%d logits do not hold %d examples".formatted(logits.length, count));
    }
    Compiled compiled = fromInputToLogits(features, count);
    compiled.program().run();
    for (Tensor output : compiled.outputs().values()) {
      output.floats().get(logits, 0, count * network.classes());
    }
  }

  @Override
  public Map<String, Long> times(float[] features, int count) {
    requireOpen();
    requireCount(count);
    return fromInputToLogits(features, count).program().time();
  }

  /** The program that computes logits, with its input filled. */
  private Compiled fromInputToLogits(float[] features, int count) {
    String input = network.graph().nodes().get(0).name();
    String loss = network.graph().nodes().get(network.graph().nodes().size() - 1).name();
    Compiled compiled = inference(Set.of(input), List.of(loss));
    compiled.program().bind();
    fill(compiled, features, count);
    return compiled;
  }

  @Override
  public Variations variations(List<Variant> variants) {
    requireOpen();
    return new OneDnnVariations(network, batchSize, element, parameters, compiler, variants);
  }

  @Override
  public int channelMultiple() {
    return Layout.of(network.graph()).multiple();
  }

  @Override
  public String layout() {
    return Layout.of(network.graph()).toString();
  }

  @Override
  public long nativeBytes() {
    return parameters.bytes() + arena.size();
  }

  /** The library's names of the kernels of a training step, in order. */
  List<String> implementations() {
    return full.program().implementations();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      full.program().close();
      gradient.ifPresent(compiled -> compiled.program().close());
      smaller.ifPresent(compiled -> compiled.program().close());
      inferences.values().forEach(compiled -> compiled.program().close());
      arena.close();
      parameters.close();
    }
  }

  private Compiled training(int size) {
    if (size == batchSize) {
      return full;
    }
    if (smaller.isEmpty() || smallerSize != size) {
      smaller.ifPresent(compiled -> compiled.program().close());
      smaller = Optional.empty();
      smaller = Optional.of(compiler.learning(Mode.TRAINING, size));
      smallerSize = size;
    }
    return smaller.get();
  }

  private Compiled inference(Collection<String> given, Collection<String> wanted) {
    Borders borders = new Borders(Set.copyOf(given), new LinkedHashSet<>(wanted));
    Compiled found = inferences.get(borders);
    if (found == null) {
      found = compiler.inference(batchSize, borders.given(), borders.wanted());
      inferences.put(borders, found);
      if (inferences.size() > KEPT) {
        Iterator<Compiled> oldest = new ArrayList<>(inferences.values()).iterator();
        oldest.next().program().close();
        Iterator<Borders> keys = inferences.keySet().iterator();
        keys.next();
        keys.remove();
      }
    }
    return found;
  }

  private void fill(Compiled compiled, float[] features, int count) {
    compiled.inputs().keySet().forEach(name -> fill(compiled, name, features, count));
  }

  /** Rows behind the last example become zeros: whatever lay there might be NaN. */
  private void fill(Compiled compiled, String name, float[] values, int count) {
    Tensor tensor = compiled.inputs().get(name);
    if (tensor != null) {
      fill(tensor, name, values, count, size(name));
    }
  }

  /** Writes the values of some examples, of so many values each. */
  static void fill(Tensor tensor, String name, float[] values, int count, int size) {
    int used = count * size;
    if (values.length < used) {
      throw new IllegalArgumentException(
          "%d values of node %s do not hold %d examples".formatted(values.length, name, count));
    }
    FloatPointer memory = tensor.floats();
    memory.put(values, 0, used);
    int rest = tensor.descriptor().floats() - used;
    if (rest > 0) {
      memory.position(used);
      memory.put(new float[rest]);
    }
  }

  private int size(String name) {
    return network.graph().nodes().stream()
        .filter(node -> node.name().equals(name))
        .mapToInt(node -> node.output().size())
        .findFirst()
        .orElseThrow();
  }

  private FlatUpdate update() {
    return update.orElseThrow(() -> new IllegalStateException("no update rule was chosen"));
  }

  private void requireFits(Batch batch) {
    requireCount(batch.size());
    if (batch.features().length < batch.size() * network.input().size()
        || batch.targets().length < batch.size() * network.classes()) {
      throw new IllegalArgumentException(
          "%d features and %d targets do not hold %d examples"
              .formatted(batch.features().length, batch.targets().length, batch.size()));
    }
  }

  private void requireCount(int count) {
    if (count < 1 || count > batchSize) {
      throw new IllegalArgumentException(
          "between 1 and %d examples at a time, found %d".formatted(batchSize, count));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the network is closed");
    }
    Library.pinThread();
  }
}
