package io.pollard.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.engine.Batch;
import io.pollard.network.GraphBuilder;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A convolution of 5x5 against its definition in double precision: results, gradients of weights,
 * bias and source, each relative to the largest.
 *
 * <p>The layer in front is a 1x1 convolution of planes that are 1 at one pixel of one example, so
 * the gradients of its weights are those of its results at these pixels.
 */
class LoweredFilteringTest {
  private static final int PROBES = 64;
  private static final int CLASSES = 3;

  @ParameterizedTest
  @CsvSource({
    "60, 20, 50, 12, 12, 0, 0, 0, 0",
    "7, 20, 50, 12, 12, 0, 0, 0, 0",
    "1, 16, 9, 4, 8, 2, 2, 0, 0",
    "1, 17, 8, 8, 8, 0, 0, 0, 0",
    "5, 16, 16, 8, 12, 2, 2, 2, 2",
    "2, 32, 48, 7, 13, 2, 2, 2, 2",
    "3, 20, 11, 11, 10, 1, 2, 3, 0",
    "2, 128, 20, 8, 8, 0, 0, 0, 0",
    "2, 20, 128, 10, 8, 0, 0, 0, 1",
    "67, 8, 9, 8, 8, 2, 2, 2, 2",
    "3, 9, 8, 8, 8, 4, 1, 0, 5"
  })
  void agrees(
      int batch, int in, int out, int height, int width, int top, int bottom, int left, int right) {
    GraphBuilder graph = new GraphBuilder("t", new Shape(PROBES, height, width));
    String a = graph.convolution("a", graph.input(), in, 1, 1, 0, true);
    Padding padding = new Padding(top, left, bottom, right);
    Convolution convolution = new Convolution(in, out, 5, 5, 1, 1, padding, 1, 1, 1, true);
    String c = graph.node("c", convolution, a);
    Network network = Nets.of(graph.classifier("out", c, CLASSES));
    float[] start = Values.initial(network, 5);
    try (OneDnnNetwork compiled = new OneDnnNetwork(network, batch)) {
      compiled.parameters(start);
      Batch random = Agreement.data(network, batch, 3);
      Definition definition = new Definition(network, start, compiled, random);
      close("result", definition.foundResult, definition.result, 1e-5);
      close("weights", definition.gradient(Role.WEIGHT), definition.weightGradient, 1e-5);
      close("bias", definition.gradient(Role.BIAS), definition.biasGradient, 2e-6);

      int pixels = height * width;
      float[] features = new float[batch * PROBES * pixels];
      Draws draws = Draws.of(1, "probes");
      int[] example = new int[PROBES];
      int[] pixel = new int[PROBES];
      for (int probe = 0; probe < PROBES; probe++) {
        example[probe] = draws.nextInt(batch);
        pixel[probe] = draws.nextInt(pixels);
        features[(example[probe] * PROBES + probe) * pixels + pixel[probe]] = 1.0f;
      }
      Definition probed =
          new Definition(network, start, compiled, new Batch(batch, features, random.targets()));
      double[] expected = new double[in * PROBES];
      for (int channel = 0; channel < in; channel++) {
        for (int probe = 0; probe < PROBES; probe++) {
          expected[channel * PROBES + probe] =
              probed.sourceGradient[(example[probe] * in + channel) * pixels + pixel[probe]];
        }
      }
      close("source", probed.part("a", Role.WEIGHT), expected, 1e-5);
    }
  }

  @Test
  void aCutInFrontChangesNoBits() {
    GraphBuilder graph = new GraphBuilder("t", new Shape(3, 12, 12));
    String a = graph.convolution("a", graph.input(), 20, 3, 1, 1, true);
    String c = graph.relu("r", graph.convolution("c", a, 50, 5, 1, 0, true));
    Network network = Nets.of(graph.classifier("out", c, CLASSES));
    try (OneDnnNetwork compiled = new OneDnnNetwork(network, 6)) {
      compiled.parameters(Values.initial(network, 5));
      float[] features = Agreement.data(network, 6, 1).features();
      List<String> names = List.of("a", "c", "r", "out:loss");
      Map<String, float[]> whole = compiled.forward(Map.of("input", features), 6, names);
      assertThat(compiled.forward(Map.of("a", whole.get("a")), 6, names.subList(1, 4)))
          .usingRecursiveComparison()
          .isEqualTo(
              Map.of("c", whole.get("c"), "r", whole.get("r"), "out:loss", whole.get("out:loss")));
      assertThat(compiled.forward(Map.of("a", whole.get("a")), 4, List.of("r")).get("r"))
          .isEqualTo(Arrays.copyOf(whole.get("r"), 4 * 50 * 64));
    }
  }

  private static void close(String what, float[] found, double[] expected, double tolerance) {
    double largest = 0.0;
    double error = 0.0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      error = Math.max(error, Math.abs(found[i] - expected[i]));
    }
    assertThat(error / largest).as(what).isLessThan(tolerance);
  }

  /** What the convolution computes on a batch: as found, and as defined. */
  private static final class Definition {
    final Network network;
    final float[] found;
    final float[] foundResult;
    final double[] result;
    final double[] weightGradient;
    final double[] biasGradient;
    final double[] sourceGradient;

    Definition(Network network, float[] values, OneDnnNetwork compiled, Batch batch) {
      this.network = network;
      found = new float[network.layout().length()];
      compiled.gradient(batch, found);
      Map<String, float[]> all =
          compiled.forward(
              Map.of("input", batch.features()), batch.size(), List.of("a", "c", "out:loss"));
      foundResult = all.get("c");
      float[] source = all.get("a");
      double[] slopes = slopes(values, batch, all.get("out:loss"), foundResult.length);
      Node node = network.graph().byName().get("c");
      Convolution c = (Convolution) node.operation();
      Shape shape = node.output();
      Shape before = network.graph().byName().get("a").output();
      Slice weights = network.layout().find("c", Role.WEIGHT).orElseThrow();
      Slice bias = network.layout().find("c", Role.BIAS).orElseThrow();
      result = new double[foundResult.length];
      weightGradient = new double[weights.length()];
      biasGradient = new double[bias.length()];
      sourceGradient = new double[source.length];
      for (int i = 0; i < result.length; i++) {
        int x = i % shape.width() - c.padding().left();
        int y = i / shape.width() % shape.height() - c.padding().top();
        int to = i / (shape.width() * shape.height()) % c.nOut();
        int image = i / shape.size();
        result[i] = values[bias.offset() + to];
        biasGradient[to] += slopes[i];
        for (int from = 0; from < c.nIn(); from++) {
          for (int tap = 0; tap < 25; tap++) {
            int row = y + tap / 5;
            int column = x + tap % 5;
            if (row >= 0 && row < before.height() && column >= 0 && column < before.width()) {
              int at = ((image * c.nIn() + from) * before.height() + row) * before.width() + column;
              int weight = (to * c.nIn() + from) * 25 + tap;
              result[i] += (double) values[weights.offset() + weight] * source[at];
              weightGradient[weight] += slopes[i] * source[at];
              sourceGradient[at] += slopes[i] * values[weights.offset() + weight];
            }
          }
        }
      }
    }

    /** The gradient by the convolution's results. */
    private double[] slopes(float[] values, Batch batch, float[] logits, int length) {
      Slice dense = network.layout().find("out", Role.WEIGHT).orElseThrow();
      int size = length / batch.size();
      double[] slopes = new double[length];
      for (int image = 0; image < batch.size(); image++) {
        double sum = 0.0;
        for (int k = 0; k < CLASSES; k++) {
          sum += Math.exp(logits[image * CLASSES + k]);
        }
        for (int k = 0; k < CLASSES; k++) {
          double share = Math.exp(logits[image * CLASSES + k]) / sum;
          double slope = (share - batch.targets()[image * CLASSES + k]) / batch.size();
          for (int i = 0; i < size; i++) {
            slopes[image * size + i] += slope * values[dense.offset() + k * size + i];
          }
        }
      }
      return slopes;
    }

    float[] gradient(Role role) {
      return part("c", role);
    }

    float[] part(String layer, Role role) {
      Slice slice = network.layout().find(layer, role).orElseThrow();
      float[] part = new float[slice.length()];
      System.arraycopy(found, slice.offset(), part, 0, part.length);
      return part;
    }
  }
}
