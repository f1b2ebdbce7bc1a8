package io.pollard.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.network.Shape;
import io.pollard.random.Draws;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import onnx.Onnx.NodeProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto.DataLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a model is said in one message. */
class DamagedModelsTest {
  private static final Shape IMAGE = new Shape(4, 6, 5);
  private static final int MUTATIONS = 10_000;

  @TempDir Path folder;

  private static Models image() {
    return Models.of(4, 6, 5);
  }

  private static void refused(byte[] model, String message) {
    assertThatThrownBy(() -> OnnxImport.read("net", model, Optional.of(IMAGE)))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
  }

  private static void refused(Models m, String end, String message) {
    refused(m.classified(end, 5), "Cannot import model net: " + message);
  }

  @Test
  void thatIsNotThere() {
    assertThatThrownBy(
            () ->
                new Onnx("none.onnx", new Onnx().weights(), new Onnx().initialization())
                    .fingerprint())
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read a model: there is no such file (path=none.onnx); check the path");
  }

  @Test
  void thatIsNone() throws Exception {
    Path file = Files.writeString(folder.resolve("text.onnx"), "no model at all, only some text");
    Onnx family = new Onnx(file.toString(), new Onnx().weights(), new Onnx().initialization());
    assertThatThrownBy(() -> family.build(IMAGE, 3))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            "Cannot import model text: it is no ONNX model, or a damaged one \\(.*\\); export or copy it again");
  }

  @Test
  void thatIsEmpty() {
    refused(new byte[0], "Cannot import model net: it holds no graph; export or copy it again");
  }

  @Test
  void thatIsCutOff() {
    Models m = image();
    m.conv("c", "x", 4, 5);
    byte[] whole = m.classified("c", 5);
    assertThatThrownBy(
            () ->
                OnnxImport.read(
                    "net", Arrays.copyOf(whole, whole.length * 2 / 3), Optional.of(IMAGE)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("it is no ONNX model, or a damaged one");
  }

  @Test
  void withOperatorsThatAreNotSupported() {
    Models m = image();
    m.conv("c", "x", 4, 5);
    m.nodes.node("Erf", "gelu/Erf", "c").add();
    m.nodes.node("LayerNormalization", "norm", "gelu/Erf", m.positive("g", 5)).add();
    assertThatThrownBy(() -> OnnxImport.read("net", m.classified("norm", 5), Optional.of(IMAGE)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            "Cannot import model net: operators are not supported: 'gelu/Erf' (Erf), 'norm' (LayerNormalization); supported are Add, AveragePool, BatchNormalization,");
  }

  @Test
  void withOperatorsOfAnotherDomain() {
    Models m = image();
    m.conv("c", "x", 4, 5);
    m.graph()
        .addNode(
            NodeProto.newBuilder()
                .setOpType("Conv")
                .setDomain("com.example")
                .setName("own")
                .addInput("c")
                .addOutput("own"));
    assertThatThrownBy(() -> OnnxImport.read("net", m.classified("own", 5), Optional.of(IMAGE)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("operators are not supported: 'own' (Conv);");
  }

  @Test
  void withExternalData() {
    Models m = image();
    m.conv("c", "x", 4, 5);
    m.graph()
        .getInitializerBuilder(0)
        .setDataLocation(DataLocation.EXTERNAL)
        .addExternalData(
            StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"));
    refused(
        m,
        "c",
        "the values of tensor 'c.w' lie in another file (external data); save the model as one file");
  }

  @Test
  void withoutAnInitializer() {
    Models m = image();
    m.conv("c", "x", 4, 5);
    m.graph().removeInitializer(0);
    refused(
        m,
        "c",
        "node 'c' (Conv) reads tensor 'c.w', which is neither stored (initializer) nor computed before it");
  }

  @Test
  void withWeightsOfAnotherShape() {
    Models m = image();
    m.nodes.node("Conv", "c", "x", m.random("w", 5, 3, 3, 3)).add();
    refused(m, "c", "node 'c' (Conv) has weights for 3 channels and is given 4");
  }

  @Test
  void withADenseLayerOfAnotherSize() {
    Models m = image();
    m.conv("c", "x", 4, 6);
    refused(m, "c", "node 'fc' (Gemm) has weights for 5 values and is given 6");
  }

  @Test
  void withFewerValuesThanItSays() {
    Models m = image();
    m.conv("c", "x", 4, 5);
    m.graph().getInitializerBuilder(0).setDims(0, 7);
    refused(
        m, "c", "tensor 'c.w' of shape [7, 4, 3, 3] has 180 values, not 252; the file is damaged");
  }

  @Test
  void withPaddingThatDl4jDoesNotHave() {
    Models m = image();
    m.nodes.node("Conv", "c", "x", m.random("w", 5, 4, 3, 3)).integers("pads", 2, 1, 0, 1).add();
    refused(
        m,
        "c",
        "node 'c' (Conv) pads by (top=2, left=1, bottom=0, right=1); supported is the same on opposite sides, or SAME_UPPER");
  }

  @Test
  void ofAVersionThatIsTooOld() {
    Models m = image().opset(8);
    m.conv("c", "x", 4, 5);
    refused(m, "c", "it is written in opset 8; supported are 9 to 20, export it again");
  }

  @Test
  void ofTwoInputs() {
    Models m = image();
    m.graph().addInput(Models.value("z", 4, 6, 5));
    m.nodes.node("Add", "c", "x", "z").add();
    refused(m, "c", "it has 2 inputs[x, z]; supported is one");
  }

  @Test
  void forOtherExamples() {
    Models m = image();
    m.conv("c", "x", 4, 5);
    assertThatThrownBy(
            () -> OnnxImport.read("net", m.classified("c", 5), Optional.of(new Shape(3, 6, 5))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot import model net: it takes other examples (input=x, shape=?x4x6x5, given=3x6x5); choose data that fit");
  }

  @Test
  void ofAnySizeWithoutASize() {
    Models m = Models.of(4, -1, -1);
    m.conv("c", "x", 4, 5);
    assertThatThrownBy(() -> OnnxImport.read("net", m.classified("c", 5), Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot import model net: it takes images of any size (input=x, shape=?x4x?x?); say which, as in --input 3x48x192");
  }

  @Test
  void whoseSoftmaxIsNotTheEnd() {
    Models m = image();
    m.nodes.node("GlobalAveragePool", "p", "x").add();
    m.nodes.node("Softmax", "attention", "p").integer("axis", 1).add();
    m.nodes.node("Mul", "c", "x", "attention").add();
    refused(
        m.classified("c", 4),
        "Cannot import model net: node 'attention' is a softmax that is not the output; supported is one at the end");
  }

  /**
   * Bytes changed, removed, doubled and put in, at random: a model is read or refused, and nothing
   * else happens. Every hundredth goes all the way to DL4J.
   */
  @Test
  void tenThousandMutationsAreReadOrRefused() {
    Models m = image();
    m.conv("c", "x", 4, 6);
    m.nodes.node("Relu", "r", "c").add();
    m.nodes
        .node("Conv", "g", "r", m.random("gw", 6, 3, 1, 1))
        .integer("group", 2)
        .integers("strides", 2, 2)
        .add();
    m.nodes.node("MaxPool", "p", "g").integers("kernel_shape", 2, 2).add();
    m.nodes.node("Clip", "k", "p", m.number("low", 0.0), m.number("high", 6.0)).add();
    byte[] model = m.classified("k", 6);
    int[] outcomes = new int[2];
    assertTimeoutPreemptively(
        Duration.ofMinutes(4),
        () -> {
          for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutated(model, Draws.of(11, "mutation", i));
            boolean whole = i % 100 == 0;
            outcomes[read(mutated, whole, i) ? 0 : 1]++;
          }
        });
    assertThat(outcomes[0]).as("read").isGreaterThan(MUTATIONS / 10);
    assertThat(outcomes[1]).as("refused").isGreaterThan(MUTATIONS / 10);
  }

  private static boolean read(byte[] model, boolean whole, int mutation) {
    try {
      if (whole) {
        OnnxImport.read("net", model, Optional.of(IMAGE));
      } else {
        OnnxImport.graph("net", model, Optional.of(IMAGE));
      }
      return true;
    } catch (DataException | UserException e) {
      assertThat(e.getMessage().lines().count()).as("lines of the message").isEqualTo(1);
      assertThat(e.getMessage()).startsWith("Cannot ");
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("mutation " + mutation, e);
    }
  }

  private static byte[] mutated(byte[] model, Draws draws) {
    byte[] bytes = model.clone();
    int changes = 1 + draws.nextInt(4);
    for (int c = 0; c < changes; c++) {
      int at = draws.nextInt(bytes.length);
      int length = 1 + draws.nextInt(8);
      switch (draws.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << draws.nextInt(8));
        case 1 -> bytes[at] = (byte) draws.nextInt(256);
        case 2 -> bytes = without(bytes, at, length);
        case 3 ->
            bytes =
                with(bytes, at, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + length)));
        case 4 ->
            bytes =
                with(bytes, at, "\u00ff\u0080\u0001\u007f".getBytes(StandardCharsets.ISO_8859_1));
        default -> bytes = draws.nextInt(8) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
      }
    }
    return bytes;
  }

  private static byte[] without(byte[] bytes, int at, int length) {
    int end = Math.min(bytes.length, at + length);
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - (end - at));
    System.arraycopy(bytes, end, shorter, at, bytes.length - end);
    return shorter.length == 0 ? bytes : shorter;
  }

  private static byte[] with(byte[] bytes, int at, byte[] more) {
    byte[] longer = new byte[bytes.length + more.length];
    System.arraycopy(bytes, 0, longer, 0, at);
    System.arraycopy(more, 0, longer, at, more.length);
    System.arraycopy(bytes, at, longer, at + more.length, bytes.length - at);
    return longer;
  }
}
