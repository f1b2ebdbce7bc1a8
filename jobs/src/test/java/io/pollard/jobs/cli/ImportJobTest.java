package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks from files, to files. */
class ImportJobTest {
  @TempDir Path folder;

  private static final String SHAPE = "1x%d".formatted(Inputs.SIDE) + "x" + Inputs.SIDE;

  private Path onnx() throws IOException {
    Path model = folder.resolve("net.onnx");
    Ran ran =
        Ran.pollard(
            "export",
            "--network",
            Inputs.zip(folder).toString(),
            "--input",
            SHAPE,
            "--to",
            model.toString());
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo("Wrote %s: network net of %s%n".formatted(model, folder.resolve("net.zip")));
    return model;
  }

  @Test
  void aModelIsCheckedSummarisedAndSaved() throws IOException {
    Path zip = folder.resolve("saved.zip");
    Ran ran = Ran.pollard("import", onnx().toString(), "--to", zip.toString());

    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    int pixels = Inputs.SIDE * Inputs.SIDE;
    int params = 300 * pixels + 300 + 100 * 300 + 100 + 2 * 100 + 2;
    int macs = 300 * pixels + 100 * 300 + 2 * 100;
    assertThat(ran.out())
        .containsPattern("fc2 +dense +\\[100, 300\\] +30100 +30000\n")
        .contains(
            "net: ONNX, opset 17, by pollard; takes %s, tells 2 classes apart; %,d parameters, %,d multiply-accumulates; engine onednn\n"
                .formatted(SHAPE, params, macs))
        .endsWith("Wrote %s\n".formatted(zip));
    Path again = folder.resolve("again.onnx");
    Ran back =
        Ran.pollard(
            "export",
            "--network",
            zip.toString(),
            "--input",
            SHAPE,
            "--format",
            "onnx",
            "--to",
            again.toString());
    assertThat(back.err()).isEmpty();
    assertThat(Ran.pollard("import", again.toString()).out())
        .contains("%,d parameters".formatted(params));
  }

  @Test
  void theSameForPrograms() throws IOException {
    Ran ran = Ran.pollard("import", onnx().toString(), "--json");

    JsonNode told = new ObjectMapper().readTree(ran.out());
    assertThat(told.path("network").asText()).isEqualTo("net");
    assertThat(told.path("input").asText()).isEqualTo(SHAPE);
    assertThat(told.path("classes").asInt()).isEqualTo(2);
    assertThat(told.path("layers").findValuesAsText("layer")).contains("fc1", "fc2", "fc3");
    int params = 0;
    for (JsonNode layer : told.path("layers")) {
      params += layer.path("params").asInt();
    }
    assertThat(told.path("params").asInt()).isPositive().isEqualTo(params);
  }

  @Test
  void whatPruningLeftWithoutEffectIsTakenOut() throws IOException {
    Path zip = Inputs.prunedZip(folder);
    Path small = folder.resolve("small.onnx");
    Ran ran =
        Ran.pollard(
            "export",
            "--network",
            zip.toString(),
            "--input",
            SHAPE,
            "--smaller",
            "--to",
            small.toString());

    assertThat(ran.err()).isEmpty();
    int pixels = Inputs.SIDE * Inputs.SIDE;
    int left = 200 * pixels + 200 + 100 * 200 + 100 + 2 * 100 + 2;
    assertThat(ran.out())
        .startsWith(
            "%,d of %,d parameters and %,d of %,d multiply-accumulates are left%n"
                .formatted(
                    left,
                    300 * pixels + 300 + 100 * 300 + 100 + 2 * 100 + 2,
                    200 * pixels + 100 * 200 + 2 * 100,
                    300 * pixels + 100 * 300 + 2 * 100));
    assertThat(Ran.pollard("import", small.toString()).out())
        .containsPattern("fc1 +dense +\\[200, " + pixels + "\\]");
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws IOException {
    Ran missing = Ran.pollard("import", "none.onnx");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err())
        .isEqualTo("Cannot read a model: there is no such file (path=none.onnx); check the path\n");

    Path damaged = folder.resolve("damaged.onnx");
    byte[] model = Files.readAllBytes(onnx());
    Files.write(damaged, java.util.Arrays.copyOf(model, model.length / 2));
    Ran broken = Ran.pollard("import", damaged.toString());
    assertThat(broken.code()).isEqualTo(3);
    assertThat(broken.err())
        .startsWith("Cannot import model damaged: it is no ONNX model, or a damaged one (")
        .hasLineCount(1);

    Ran unknown = Ran.pollard("import", "net.pb");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .startsWith("Cannot open a network: the file's name says no format (path=net.pb);");

    Ran open = Ran.pollard("import", Inputs.zip(folder).toString());
    assertThat(open.code()).isEqualTo(2);
    assertThat(open.err())
        .startsWith("Cannot open network net: a DL4J zip does not say what it takes");

    Ran shape = Ran.pollard("import", damaged.toString(), "--input", "3x4");
    assertThat(shape.code()).isEqualTo(2);
    assertThat(shape.err()).startsWith("Cannot read a shape: it is none (--input=3x4);");

    Ran format =
        Ran.pollard("export", "--network", "net.zip", "--to", "net.pt", "--format", "torch");
    assertThat(format.code()).isEqualTo(2);
    assertThat(format.err()).contains("'torch' is no format; supported are [dl4j-zip, onnx]");
  }
}
