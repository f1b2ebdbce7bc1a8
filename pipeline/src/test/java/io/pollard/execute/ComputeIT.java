package io.pollard.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.UserException;
import io.pollard.plan.Experiment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The precision of an experiment, on this processor and on ones that know less. */
class ComputeIT {

  /** The library is told to know no bfloat16, as on a processor without it. */
  @Test
  void aProcessorWithoutBfloat16RefusesItInOneMessage() throws Exception {
    assertThat(planned("AVX512_CORE", "compute: bfloat16"))
        .isEqualTo(
            "Cannot compute network 'lenet-300-100' in bfloat16: this processor cannot compute in"
                + " bfloat16 (it has neither AVX512-BF16 nor AMX) (compute=bfloat16); leave compute"
                + " out to compute in float32");
  }

  @Test
  void theOtherEngineKnowsFloat32Alone() throws Exception {
    assertThat(planned("ALL", "compute: bfloat16\nengine: dl4j"))
        .isEqualTo(
            "Cannot compute in bfloat16: engine dl4j knows float32 alone (compute=bfloat16); leave"
                + " engine or compute out");
  }

  @Test
  void float32IsWhatAFileGetsThatSaysNothing() throws Exception {
    assertThat(planned("AVX2", "engine: onednn")).endsWith("/float32/avx2");
  }

  private static String planned(String instructions, String settings)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                settings));
    builder.environment().put("ONEDNN_MAX_CPU_ISA", instructions);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  /** Prints what the experiment would be computed with, or why it cannot be. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      String text = Sweeps.HEAD + "  - name: dense\n" + arguments[0] + "\n";
      Experiment experiment = Sweeps.experiment(text);
      try (Workshop workshop = new Workshop(Map.of())) {
        System.out.println(FactFinder.find(experiment, workshop).arithmetic());
      } catch (UserException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
