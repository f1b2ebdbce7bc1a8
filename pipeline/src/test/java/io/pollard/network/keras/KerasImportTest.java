package io.pollard.network.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.engine.Engines;
import io.pollard.network.Initialization.GlorotUniform;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.Operation.BatchNorm;
import io.pollard.network.Operation.Convolution;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Operation.Padding;
import io.pollard.network.Shape;
import io.pollard.network.StoredNetwork;
import io.pollard.network.StoredWeights;
import io.pollard.network.onnx.Judge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that Keras itself saved (src/test/resources, make.py) give here what Keras says. */
class KerasImportTest {
  @TempDir Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(KerasImportTest.class.getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }

  private Keras file(String name) throws IOException {
    return file(name, resource(name));
  }

  private Keras file(String name, byte[] bytes) throws IOException {
    Path path = Files.write(folder.resolve(name), bytes);
    return new Keras(path.toString(), StoredWeights.KEEP, new GlorotUniform());
  }

  @ParameterizedTest
  @CsvSource({
    "seq, seq, onednn",
    "seq, seq, dl4j",
    "fun, fun, onednn",
    "fun, fun, dl4j",
    "fun2, fun, onednn"
  })
  void outputsAreThoseOfKeras(String model, String expected, String engine) throws IOException {
    StoredNetwork stored = file(model + ".h5").open(Optional.empty());
    Network network = stored.network();
    float[] numbers = new float[4 * (network.input().size() + network.classes())];
    ByteBuffer.wrap(resource(expected + ".f32"))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(numbers);
    int features = 4 * network.input().size();

    assertThat(
            Judge.probabilities(
                Engines.named(engine),
                network,
                stored.parameters(),
                Arrays.copyOf(numbers, features)))
        .containsExactly(Arrays.copyOfRange(numbers, features, numbers.length), within(1e-5f));
    assertThat(network.graph().nodes())
        .extracting(node -> node.operation())
        .noneMatch(Opaque.class::isInstance);
    assertThat(stored.remarks()).isEmpty();
  }

  @Test
  void layersAreThoseOfTheModel() throws IOException {
    StoredNetwork stored = file("fun.h5").open(Optional.of(new Shape(3, 12, 10)));
    Network network = stored.network();

    assertThat(stored.origin()).isEqualTo("Keras 3, HDF5, channels made first");
    assertThat(network.graph().byName())
        .containsKeys(
            "image", "stem", "re_lu", "dw", "pw", "separable_conv2d", "logits", "softmax");
    Convolution stem = (Convolution) network.graph().byName().get("stem").operation();
    assertThat(stem.padding()).isEqualTo(new Padding(0, 0, 1, 1));
    assertThat(network.graph().byName().get("batch_normalization_1").operation())
        .isEqualTo(new BatchNorm(8, 0.001, 0.99));
    assertThat(NetworkCounts.of(network).params())
        .as("parameters that Keras counts, moving statistics left out")
        .isEqualTo(216 + 16 + 80 + 72 + 18 + 24 + 126 + 512 + 27);
    assertThat(network.configuration()).doesNotContain("NHWC");
  }

  @Test
  void isExportedLikeAnyOther() throws IOException {
    StoredNetwork stored = file("fun.h5").open(Optional.empty());
    Judge.requireExport(stored.network(), stored.parameters(), 1);
  }

  @Test
  void isAFamilyForExperiments() throws IOException {
    Keras family = file("seq.h5");
    Network network = family.build(new Shape(3, 9, 8), 4);
    assertThat(family.storedParameters(network).orElseThrow()).hasSize(network.layout().length());
    assertThat(family.fingerprint()).isPresent();
    assertThatThrownBy(() -> family.build(new Shape(3, 9, 8), 5))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot use network seq: it has 4 outputs, the data set 5 classes");
    assertThatThrownBy(() -> family.build(new Shape(1, 9, 8), 4))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot import model seq: it takes other examples (input=input_layer, shape=3x9x8, given=1x9x8); choose data that fit");
  }

  @Test
  void whatIsWrongIsSaidInOneMessage() throws IOException {
    assertThatThrownBy(
            () -> new Keras("none.h5", StoredWeights.KEEP, new GlorotUniform()).fingerprint())
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read a network: there is no such file (path=none.h5); check the path");
    Keras text = file("text.h5", "no model".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThatThrownBy(() -> text.open(Optional.empty()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot import model text: it is no HDF5 file; save it with model.save('net.h5')");
    byte[] whole = resource("seq.h5");
    Keras cut = file("cut.h5", Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> cut.open(Optional.empty()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot import model cut: ");
    Keras odd = file("odd.h5", replaced(whole, "\"LeakyReLU\"", "\"GaussianN\""));
    assertThatThrownBy(() -> odd.open(Optional.empty()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            "Cannot import model odd: layers are not supported: 'leaky_re_lu' (GaussianN); supported are Activation, Add,");
    Keras wrong = file("wrong.h5", replaced(whole, "\"units\": 7", "\"units\": 8"));
    assertThatThrownBy(() -> wrong.open(Optional.empty()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot import model wrong: layer 'dense' (Dense) has a kernel of shape [10, 7], which should be [10, 8]");
  }

  private static byte[] replaced(byte[] bytes, String from, String to) {
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    assertThat(to).hasSameSizeAs(from);
    return text.replace(from, to).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
