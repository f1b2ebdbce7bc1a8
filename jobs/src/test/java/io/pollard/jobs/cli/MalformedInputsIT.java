package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is wrong with an input, the user gets one message that names it, an exit code that says
 * whose fault it is, and no stack trace.
 */
class MalformedInputsIT {
  @TempDir private Path folder;

  static Stream<Malformed> inputs() {
    return Stream.of(
            MalformedExperiments.list().stream(),
            MalformedData.list().stream(),
            MalformedModels.list().stream())
        .flatMap(list -> list);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void isRefusedWithOneMessage(Malformed input) throws IOException {
    Ran ran = Ran.pollard(input.command().in(folder));

    assertThat(ran.err()).contains(input.says()).startsWith("Cannot ");
    assertThat(ran.code()).isEqualTo(input.code());
    assertThat(ran.err().lines().filter(line -> !line.startsWith("  "))).hasSize(1);
    assertThat(ran.err()).doesNotContain("\tat ", "Exception", "Caused by");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void whatIsDamagedHereIsInOrderBefore() throws IOException {
    String idx = "{name: mine, path: \"%s\", format: idx}".formatted(Inputs.idx(folder));
    String images =
        "{name: mine, path: \"%s\", format: image-folder}".formatted(Inputs.imageFolder(folder));
    String zip = "{dl4j-zip: {path: \"%s\"}}".formatted(Inputs.zip(folder));

    for (String experiment :
        new String[] {
          Inputs.experiment(idx, "lenet-300-100"),
          Inputs.experiment(images, "lenet-300-100"),
          Inputs.experiment(idx, zip)
        }) {
      Ran ran =
          Ran.pollard(
              "plan",
              Inputs.write(folder, "e.yaml", experiment).toString(),
              "--warehouse",
              folder.resolve("warehouse").toString());
      assertThat(ran.err()).isEmpty();
      assertThat(ran.code()).isZero();
    }
  }
}
