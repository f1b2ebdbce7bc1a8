package io.pollard.engine.dl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The class of instruction set by which oneDNN and OpenBLAS choose their kernels in this process,
 * whatever ND4J's binary was compiled for: {@code avx512} (F, BW, DQ and VL, oneDNN's
 * "avx512_core"), {@code avx2} (with FMA), {@code avx} or {@code generic}. Found from the processor
 * flags that Linux reports, so that planning an experiment loads no native library. The variables
 * that hold the libraries below what the processor has (ONEDNN_MAX_CPU_ISA, OPENBLAS_CORETYPE) are
 * not looked at.
 */
final class Processor {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** Of this machine. */
  static String instructionSet() {
    try (Stream<String> lines = Files.lines(CPUINFO)) {
      return instructionSet(
          lines.filter(line -> line.startsWith("flags")).findFirst().orElse("flags:"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Of a processor.
   *
   * @param flags a line such as {@code flags : fpu vme avx avx2}
   */
  static String instructionSet(String flags) {
    String list = flags.substring(flags.indexOf(':') + 1).strip();
    Set<String> present = new HashSet<>(Arrays.asList(list.split("\\s+", -1)));
    if (present.containsAll(List.of("avx512f", "avx512bw", "avx512dq", "avx512vl"))) {
      return "avx512";
    }
    if (present.containsAll(List.of("avx2", "fma"))) {
      return "avx2";
    }
    return present.contains("avx") ? "avx" : "generic";
  }
}
