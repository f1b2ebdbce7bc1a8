package io.pollard.network.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.Initialization.GlorotNormal;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.StoredWeights;
import io.pollard.network.zoo.Lenet300100;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each damage gives one message. */
class DamagedZipTest {
  private static final Shape INPUT = new Shape(1, 4, 4);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeNetwork() throws IOException {
    file = folder.resolve("net.zip");
    Network network = new Lenet300100().build(INPUT, 3);
    try (OutputStream out = Files.newOutputStream(file)) {
      Dl4jZipWriter.write(network, Reference.parameters(network, 1), out);
    }
  }

  @Test
  void missingFile() {
    file = folder.resolve("none.zip");

    requireUserException(
        "Cannot read a network: there is no such file (path=" + file + "); check the path");
  }

  @Test
  void folderInsteadOfFile() {
    file = folder;

    requireUserException(
        "Cannot read a network: there is no such file (path=" + file + "); check the path");
  }

  @Test
  void impossiblePath() {
    assertThatThrownBy(() -> family("a\0b").build(INPUT, 3))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read a network: no file can have such a name (path=a\0b); check the path");
  }

  @Test
  void emptyPath() {
    assertThatThrownBy(() -> family(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("path names a file, found nothing");
  }

  @Test
  void emptyFile() throws IOException {
    Files.write(file, new byte[0]);

    requireDataException(
        "Cannot read a network: the zip is damaged (path="
            + file
            + "): zip file is empty; save or copy it again");
  }

  @Test
  void textFile() throws IOException {
    Files.writeString(file, "not a zip at all, but long enough to be one");

    requireDataException(
        "Cannot read a network: the zip is damaged (path="
            + file
            + "): zip END header not found; save or copy it again");
  }

  @Test
  void truncatedFile() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    requireDataException(
        "Cannot read a network: the zip is damaged (path="
            + file
            + "): zip END header not found; save or copy it again");
  }

  @Test
  void flippedBit() throws IOException {
    Zips.write(file, Zips.read(file));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);

    requireDataException(
        "Cannot read a network: the zip is damaged (path="
            + file
            + "): the checksum of coefficients.bin does not match; save or copy it again");
  }

  @Test
  void noConfiguration() throws IOException {
    change("configuration.json", null);

    requireDataException(
        "Cannot read a network: the zip holds no configuration.json (path="
            + file
            + "); save the network with DL4J's ModelSerializer");
  }

  @Test
  void noCoefficients() throws IOException {
    change("coefficients.bin", null);

    assertThatThrownBy(this::storedParameters)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use the weights of network net: the zip holds no coefficients.bin (path="
                + file
                + "); save it again or set weights: initialize");
    assertThat(family(file.toString()).build(INPUT, 3).classes()).isEqualTo(3);
  }

  @Test
  void configurationThatIsNoJson() throws IOException {
    change("configuration.json", bytes -> bytes("{\"confs\": ["));

    assertThatThrownBy(() -> family(file.toString()).build(INPUT, 3))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot use network net: its configuration is not JSON (")
        .hasMessageEndingWith("); save it again with ModelSerializer");
  }

  @Test
  void jsonThatIsNoConfiguration() throws IOException {
    change("configuration.json", bytes -> bytes("[1, 2]"));

    requireDataException(
        "Cannot use network net: its JSON is neither a MultiLayerConfiguration nor a ComputationGraphConfiguration; save it again with ModelSerializer");
  }

  @Test
  void emptyConfiguration() throws IOException {
    change("configuration.json", bytes -> new byte[0]);

    requireDataException(
        "Cannot use network net: its JSON is neither a MultiLayerConfiguration nor a ComputationGraphConfiguration; save it again with ModelSerializer");
  }

  @Test
  void layerOfAnUnknownClass() throws IOException {
    change(
        "configuration.json",
        bytes -> bytes(text(bytes).replace("conf.layers.DenseLayer", "conf.layers.NoLayer")));

    assertThatThrownBy(() -> family(file.toString()).build(INPUT, 3))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot use network net: DL4J does not accept its configuration (")
        .hasMessageEndingWith("); save it again with DL4J 1.0.0-M2.1");
  }

  @Test
  void coefficientsThatAreCutOff() throws IOException {
    change("coefficients.bin", bytes -> Arrays.copyOf(bytes, 30));

    assertThatThrownBy(this::storedParameters)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use network net: its coefficients are cut off or damaged; save it again with ModelSerializer");
  }

  @Test
  void coefficientsWithAMissingValue() throws IOException {
    change("coefficients.bin", bytes -> Arrays.copyOf(bytes, bytes.length - 4));

    assertThatThrownBy(this::storedParameters)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use network net: its coefficients are not a vector of floats or doubles (35503 values are announced, 142008 bytes follow); save it again with ModelSerializer");
  }

  @Test
  void coefficientsOfAnotherType() throws IOException {
    change(
        "coefficients.bin",
        bytes -> {
          byte[] changed = bytes.clone();
          int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("FLOAT");
          System.arraycopy(bytes("INT16"), 0, changed, at, 5);
          return changed;
        });

    assertThatThrownBy(this::storedParameters)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use network net: its coefficients are not a vector of floats or doubles (values of type INT16); save it again with ModelSerializer");
  }

  @Test
  void coefficientsThatAreSomethingElse() throws IOException {
    change("coefficients.bin", bytes -> bytes("\0\5hello and more"));

    assertThatThrownBy(this::storedParameters)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use network net: its coefficients are not a vector of floats or doubles (they do not begin as ND4J's do); save it again with ModelSerializer");
  }

  @Test
  void coefficientsOfAnotherNetwork() throws IOException {
    Network other = new Lenet300100().build(INPUT, 4);
    Path otherFile = folder.resolve("other.zip");
    try (OutputStream out = Files.newOutputStream(otherFile)) {
      Dl4jZipWriter.write(other, Reference.parameters(other, 1), out);
    }
    byte[] coefficients = Zips.read(otherFile).get("coefficients.bin");
    change("coefficients.bin", bytes -> coefficients);

    assertThatThrownBy(this::storedParameters)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use the weights in "
                + file
                + ": its length is not the network's (found=35604, expected=35503); give the values of the same network");
  }

  private void change(String entry, UnaryOperator<byte[]> change) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>(Zips.read(file));
    if (change == null) {
      entries.remove(entry);
    } else {
      entries.computeIfPresent(entry, (name, bytes) -> change.apply(bytes));
    }
    Zips.write(file, entries);
  }

  private void storedParameters() {
    Dl4jZip family = family(file.toString());
    family.storedParameters(family.build(INPUT, 3));
  }

  private void requireDataException(String message) {
    assertThatThrownBy(() -> family(file.toString()).build(INPUT, 3))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
    assertThatThrownBy(this::storedParameters)
        .isInstanceOf(DataException.class)
        .hasMessage(message);
  }

  private void requireUserException(String message) {
    assertThatThrownBy(() -> family(file.toString()).build(INPUT, 3))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> family(file.toString()).fingerprint())
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  private static Dl4jZip family(String path) {
    return new Dl4jZip(path, StoredWeights.KEEP, new GlorotNormal());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
