package io.pollard.engine.onednn;

import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Dense;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A dense layer that reads the features of a batch, in training: computed over those that are not 0
 * in all of its examples, which for images of handwritten digits saves a third of the products. The
 * weights lie in rows by feature, and those of the features that are present are copied together.
 */
final class LoweredFirstDense {
  private final Lowering lowering;
  private final Fusion.Step step;
  private final int in;
  private final int out;
  private final int batch;
  private final Slice weights;
  private final Optional<Slice> bias;
  private final PresentFeatures present;
  private final Tensor features;
  private final Tensor result;

  private LoweredFirstDense(Lowering lowering, Fusion.Step step, Dense dense) {
    this.lowering = lowering;
    this.step = step;
    in = dense.nIn();
    out = dense.nOut();
    batch = lowering.batch();
    String layer = step.node().name();
    weights = lowering.parameters().slice(layer, Role.WEIGHT);
    bias = lowering.parameters().find(layer, Role.BIAS);
    present = new PresentFeatures(in);
    features = lowering.builder().temporary(Descriptor.plain(batch, in));
    result = lowering.builder().temporary(Descriptor.plain(batch, out));
  }

  /** Whether a dense layer is one: others' inputs are seldom 0 in all of a batch. */
  static boolean suits(Lowering lowering, Node node) {
    return lowering.mode() == Mode.TRAINING
        && lowering.element() == Element.FLOAT32
        && lowering.isInput(node.inputs().get(0));
  }

  static void lower(Lowering lowering, Fusion.Step step, Dense dense) {
    new LoweredFirstDense(lowering, step, dense).lower();
  }

  private void lower() {
    if (lowering.parameters().order(weights).isEmpty()) {
      lowering.parameters().order(weights, Descriptor.strided(new long[] {out, in}, 1, out));
    }
    gatherFeatures();
    setBias();
    multiply();
    LoweredFunctions.applyFused(lowering, step, result);
    lowering.value(step.output(), result);
    List<Slice> slices = new ArrayList<>(List.of(weights));
    bias.ifPresent(slices::add);
    lowering.onBackward(step.output(), slices, this::backward);
  }

  private void gatherFeatures() {
    Planes gathered = new Planes(features, 1, batch * in);
    float[] row = new float[in];
    Exchange exchange = lowering.exchange();
    lowering
        .builder()
        .actOn(
            List.of(gathered),
            () -> {
              float[] values = exchange.features();
              exchange.finite(present.find(values, batch));
              int count = present.count();
              if (present.isAll()) {
                gathered.put(0, 0, values, batch * in);
                return;
              }
              for (int example = 0; example < batch; example++) {
                present.gather(values, example, row);
                gathered.put(0, example * count, row, count);
              }
            });
  }

  /** The products are added to the bias. */
  private void setBias() {
    Planes sums = new Planes(result, 1, batch * out);
    List<Planes> views = new ArrayList<>(List.of(sums));
    Optional<Planes> values =
        bias.map(slice -> new Planes(lowering.parameters().value(slice), 1, out));
    values.ifPresent(views::add);
    float[] row = new float[out];
    lowering
        .builder()
        .actOn(
            views,
            () -> {
              values.ifPresent(v -> v.get(0, 0, row, out));
              for (int example = 0; example < batch; example++) {
                sums.put(0, example * out, row, out);
              }
            });
  }

  private void multiply() {
    Tensor all = lowering.parameters().value(weights);
    Tensor rows = lowering.builder().temporary(Descriptor.plain(in, out));
    Planes from = new Planes(all, 1, in * out);
    Planes to = new Planes(rows, 1, in * out);
    lowering
        .builder()
        .actOn(
            List.of(
                from, to, new Planes(features, 1, batch * in), new Planes(result, 1, batch * out)),
            () -> {
              int count = present.count();
              if (present.isAll()) {
                MatrixProduct.add(features, all, result, batch, count, out);
              } else if (count > 0) {
                int next;
                for (int i = 0; i < count; i = next) {
                  next = present.endOfRun(i);
                  to.put(0, i * out, from, present.feature(i) * out, (next - i) * out);
                }
                MatrixProduct.add(features, rows, result, batch, count, out);
              }
            });
  }

  private void backward(Gradient gradient) {
    Gradient inner = LoweredFunctions.throughFused(lowering, step, gradient, result);
    Tensor slopes = lowering.convert(inner.tensor(), Descriptor.plain(batch, out));
    bias.ifPresent(slice -> sumSlopes(slopes, lowering.parameters().gradient(slice)));
    Tensor slab =
        lowering.builder().temporary(Descriptor.plain(FeatureGradient.slabRows(in, out), out));
    List.of(features, slopes, slab).forEach(lowering.builder()::output);
    FeatureGradient later = new FeatureGradient(present, features, slopes, slab, in);
    lowering.builder().act(List.of(slab), () -> lowering.parameters().gradient(weights, later));
  }

  private void sumSlopes(Tensor slopes, Tensor gradient) {
    Planes all = new Planes(slopes, 1, batch * out);
    Planes sums = new Planes(gradient, 1, out);
    float[] row = new float[out];
    float[] sum = new float[out];
    lowering
        .builder()
        .actOn(
            List.of(all, sums),
            () -> {
              all.get(0, 0, sum, out);
              for (int example = 1; example < batch; example++) {
                all.get(0, example * out, row, out);
                Combinations.add(1.0f, row, sum, out);
              }
              sums.put(0, 0, sum, out);
            });
  }
}
