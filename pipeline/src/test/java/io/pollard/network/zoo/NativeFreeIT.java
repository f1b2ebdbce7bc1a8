package io.pollard.network.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.InitialParameters;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.network.NetworkFamily;
import io.pollard.network.Shape;
import io.pollard.network.StoredWeights;
import io.pollard.network.dl4j.Dl4jZip;
import io.pollard.network.dl4j.Dl4jZipWriter;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Building, counting, drawing, exporting and importing need no native library, so that planning and
 * engines other than DL4J's do not pay for loading one: they work in a JVM that has none.
 */
class NativeFreeIT {
  @TempDir Path folder;

  @Test
  void networksNeedNoNativeLibrary() throws IOException, InterruptedException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String without =
        Arrays.stream(classPath.split(File.pathSeparator))
            .filter(entry -> !entry.contains("nd4j-native-1"))
            .collect(Collectors.joining(File.pathSeparator));
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                without,
                Main.class.getName(),
                folder.resolve("network.zip").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();

    assertThat(without).isNotEqualTo(classPath);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log, StandardCharsets.UTF_8)).contains("40551040 true");
  }

  /** What runs in the other JVM. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
      NetworkFamily family = new Resnet20();
      Network network = family.build(new Shape(3, 32, 32), 10);
      float[] values = InitialParameters.draw(network, family.initialization(), 1);
      Path file = Path.of(arguments[0]);
      try (OutputStream out = Files.newOutputStream(file)) {
        Dl4jZipWriter.write(network, values, out);
      }
      Dl4jZip zip = new Dl4jZip(file.toString(), StoredWeights.KEEP, family.initialization());
      Network back = zip.build(new Shape(3, 32, 32), 10);
      boolean same = Arrays.equals(values, zip.storedParameters(back).orElseThrow());
      System.out.println(NetworkCounts.of(back).macs() + " " + same);
    }
  }
}
