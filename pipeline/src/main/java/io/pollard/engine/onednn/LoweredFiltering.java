package io.pollard.engine.onednn;

import io.pollard.engine.onednn.Lowering.Gradient;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A convolution of 5x5 by {@link MinimalFiltering}, perhaps with an activation: transforms in Java,
 * and between them one product of matrices at each of the 64 points. The library has this for 3x3
 * alone.
 *
 * <p>Shapes, for T tiles of the batch: factors of the source {@code [64, T, in]} (kept for the way
 * back), of the weights {@code [64, in, out]}, of the result's gradient {@code [64, T, out]};
 * products {@code [64, T, out]}, {@code [64, T, in]} and {@code [64, in, out]}.
 *
 * <p>Products that become the weights' gradient are summed up over a part of the tiles at a time:
 * most of the error comes from long sums of products that cancel each other later.
 */
final class LoweredFiltering {
  private static final int POINTS = MinimalFiltering.POINTS * MinimalFiltering.POINTS;
  private static final int TAPS = MinimalFiltering.TAPS * MinimalFiltering.TAPS;
  private static final int PARTS = 8;

  /** Channels from which it is not slower than the direct kernels. */
  private static final int FEW_CHANNELS = 8;

  /** Channels up to which results and source gradients are as exact as they should be. */
  private static final int MANY_CHANNELS = 128;

  /** Below this many times fewer multiplications the transforms eat up what is won. */
  private static final double LEAST_GAIN = 3.0;

  private final Lowering lowering;
  private final Fusion.Step step;
  private final String sourceName;
  private final int in;
  private final int out;
  private final Tiling tiling;
  private final Slice weights;
  private final Optional<Slice> bias;
  private final SourceTransform sourceTransform;
  private final WeightTransform weightTransform;
  private final ResultTransform resultTransform;

  private LoweredFiltering(Lowering lowering, Fusion.Step step, Convolution convolution) {
    this.lowering = lowering;
    this.step = step;
    Node node = step.node();
    sourceName = node.inputs().get(0);
    in = convolution.nIn();
    out = convolution.nOut();
    tiling = Tiling.of(lowering.batch(), node.output());
    weights = lowering.parameters().slice(node.name(), Role.WEIGHT);
    bias =
        convolution.bias()
            ? Optional.of(lowering.parameters().slice(node.name(), Role.BIAS))
            : Optional.empty();
    sourceTransform = new SourceTransform(tiling, convolution.padding(), in);
    weightTransform = new WeightTransform(in * out);
    resultTransform = new ResultTransform(tiling, out);
  }

  /** Whether a convolution is computed so. Follows from the layer alone. */
  static boolean suits(Lowering lowering, Convolution c, Shape result) {
    boolean possible =
        c.kernelHeight() == MinimalFiltering.TAPS
            && c.kernelWidth() == MinimalFiltering.TAPS
            && c.strideHeight() == 1
            && c.strideWidth() == 1
            && c.dilationHeight() == 1
            && c.dilationWidth() == 1
            && c.groups() == 1;
    return possible
        && lowering.element() == Element.FLOAT32
        && Math.min(c.nIn(), c.nOut()) >= FEW_CHANNELS
        && Math.max(c.nIn(), c.nOut()) <= MANY_CHANNELS
        && gain(result) >= LEAST_GAIN;
  }

  /** How many times fewer multiplications it takes. */
  private static double gain(Shape result) {
    double direct = (double) TAPS * result.height() * result.width();
    return direct / (POINTS * Tiling.of(1, result).tiles());
  }

  static void lower(Lowering lowering, Fusion.Step step, Convolution convolution) {
    new LoweredFiltering(lowering, step, convolution).lower();
  }

  private void lower() {
    Node node = step.node();
    Tensor kept = weights();
    Tensor image = lowering.value(sourceName);
    Descriptor sourceOrder = lowering.order(lowering.shape(sourceName));
    Tensor source = lowering.convert(image, PixelPlanes.order(sourceOrder));
    Tensor sourceFactors = temporary(tiling.tiles(), in);
    PixelPlanes sourcePixels = PixelPlanes.of(source);
    Planes sourcePlanes = planes(sourceFactors);
    lowering
        .builder()
        .actOn(
            List.of(sourcePixels.planes(), sourcePlanes),
            () -> sourceTransform.forward(sourcePixels, sourcePlanes));

    Tensor weightFactors = temporary(in, out);
    Planes weightValues = new Planes(kept, TAPS, in * out);
    Planes weightPlanes = planes(weightFactors);
    lowering
        .builder()
        .actOn(
            List.of(weightValues, weightPlanes),
            () -> weightTransform.forward(weightValues, weightPlanes));

    Tensor products = temporary(tiling.tiles(), out);
    multiply(sourceFactors, weightFactors, products);
    Descriptor resultOrder = lowering.order(node.output());
    Tensor result = lowering.builder().temporary(PixelPlanes.order(resultOrder));
    results(products, result);
    Tensor destination = lowering.convert(result, resultOrder);
    LoweredFunctions.applyFused(lowering, step, destination);
    lowering.value(step.output(), destination);

    List<Slice> slices = new ArrayList<>(List.of(weights));
    bias.ifPresent(slices::add);
    lowering.onBackward(
        step.output(),
        slices,
        gradient -> backward(gradient, source, sourceFactors, weightFactors, destination));
  }

  private Tensor weights() {
    if (lowering.parameters().order(weights).isEmpty()) {
      lowering
          .parameters()
          .order(
              weights,
              Descriptor.strided(
                  new long[] {out, in, MinimalFiltering.TAPS, MinimalFiltering.TAPS},
                  1,
                  out,
                  (long) MinimalFiltering.TAPS * in * out,
                  (long) in * out));
    }
    return lowering.parameters().value(weights);
  }

  private void results(Tensor products, Tensor result) {
    Planes planes = planes(products);
    PixelPlanes pixels = PixelPlanes.of(result);
    List<Planes> views = new ArrayList<>(List.of(planes, pixels.planes()));
    Runnable setBias = () -> {};
    if (bias.isPresent()) {
      Tensor values = lowering.parameters().value(bias.get());
      Planes biasValues = new Planes(values, 1, out);
      views.add(biasValues);
      setBias = () -> resultTransform.bias(biasValues);
    }
    Runnable before = setBias;
    lowering
        .builder()
        .actOn(
            views,
            () -> {
              before.run();
              resultTransform.forward(planes, pixels);
            });
  }

  private void backward(
      Gradient gradient,
      Tensor source,
      Tensor sourceFactors,
      Tensor weightFactors,
      Tensor destination) {
    Gradient inner = LoweredFunctions.throughFused(lowering, step, gradient, destination);
    Descriptor order = PixelPlanes.order(lowering.order(step.node().output()));
    Tensor slopes = lowering.convert(inner.tensor(), order);
    Tensor factors = temporary(tiling.tiles(), out);
    slopes(slopes, factors);
    weightGradient(sourceFactors, factors);
    if (lowering.needsGradient(sourceName)) {
      Tensor products = temporary(tiling.tiles(), in);
      multiply(factors, transposed(weightFactors), products);
      Tensor sourceGradient = lowering.like(source);
      Planes planes = planes(products);
      PixelPlanes pixels = PixelPlanes.of(sourceGradient);
      lowering
          .builder()
          .actOn(List.of(planes, pixels.planes()), () -> sourceTransform.backward(planes, pixels));
      lowering.pass(sourceName, new Gradient(sourceGradient, true));
    }
  }

  private void slopes(Tensor slopes, Tensor factors) {
    PixelPlanes pixels = PixelPlanes.of(slopes);
    Planes planes = planes(factors);
    float[] sums = new float[out];
    List<Planes> views = new ArrayList<>(List.of(pixels.planes(), planes));
    Runnable storeBias = () -> {};
    if (bias.isPresent()) {
      Tensor values = lowering.parameters().gradient(bias.get());
      Planes biasGradient = new Planes(values, 1, out);
      views.add(biasGradient);
      storeBias = () -> biasGradient.put(0, 0, sums, out);
    }
    Runnable behind = storeBias;
    lowering
        .builder()
        .actOn(
            views,
            () -> {
              resultTransform.backward(pixels, planes, sums);
              behind.run();
            });
  }

  private void weightGradient(Tensor sourceFactors, Tensor slopeFactors) {
    int parts = PARTS;
    while (tiling.tiles() % parts != 0) {
      parts--;
    }
    int count = parts;
    int tiles = tiling.tiles() / parts;
    long[] dims = {(long) POINTS * parts, in, tiles};
    Tensor sources = sourceFactors.as(Descriptor.strided(dims, (long) in * tiles, 1, in));
    Tensor slopes = slopeFactors.as(Descriptor.plain((long) POINTS * parts, tiles, out));
    Tensor sums = lowering.builder().temporary(Descriptor.plain((long) POINTS * parts, in, out));
    multiply(sources, slopes, sums);
    Tensor gradient = lowering.parameters().gradient(weights);
    Planes sumPlanes = new Planes(sums, POINTS * parts, in * out);
    Planes gradientPlanes = new Planes(gradient, TAPS, in * out);
    lowering
        .builder()
        .actOn(
            List.of(sumPlanes, gradientPlanes),
            () -> weightTransform.backward(sumPlanes, count, gradientPlanes));
  }

  /** The weights' factors as {@code [64, out, in]}. */
  private Tensor transposed(Tensor factors) {
    return factors.as(Descriptor.strided(new long[] {POINTS, out, in}, (long) in * out, 1, out));
  }

  private void multiply(Tensor a, Tensor b, Tensor product) {
    Kernel kernel =
        Kernels.product(lowering.owner(), a.descriptor(), b.descriptor(), product.descriptor())
            .orElseThrow(
                () ->
                    new Unsupported(
                        "layer "
                            + step.node().name()
                            + " is a convolution that oneDNN has no fast kernels for"));
    lowering
        .builder()
        .execute(
            kernel,
            new Arguments().with(Args.SRC, a).with(Args.WEIGHTS, b).with(Args.DST, product));
  }

  private Tensor temporary(int rows, int channels) {
    return lowering.builder().temporary(Descriptor.plain(POINTS, rows, channels));
  }

  private static Planes planes(Tensor factors) {
    long[] dims = factors.descriptor().dims();
    return new Planes(factors, POINTS, Math.toIntExact(dims[1] * dims[2]));
  }
}
