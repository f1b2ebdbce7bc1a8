package io.pollard.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.nativeblas.NativeOpsHolder;

class ProcessorTest {
  @Test
  void classesFollowTheFlags() {
    assertThat(Processor.instructionSet("flags\t\t: fpu sse2 avx fma avx2 avx512f avx512dq"))
        .isEqualTo("avx2");
    assertThat(Processor.instructionSet("flags : avx avx2 fma avx512f avx512dq avx512bw avx512vl"))
        .isEqualTo("avx512");
    assertThat(Processor.instructionSet("flags : fpu avx avx2")).isEqualTo("avx");
    assertThat(Processor.instructionSet("flags : fpu sse4_2")).isEqualTo("generic");
    assertThat(Processor.instructionSet("flags:")).isEqualTo("generic");
  }

  /** ND4J asks the processor itself. */
  @Test
  void nd4jFindsTheSame() {
    Dl4jRuntime.prepare();
    String expected =
        switch (NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel()) {
          case 3 -> "avx512";
          case 2 -> "avx2";
          default -> Processor.instructionSet();
        };
    assertThat(Processor.instructionSet()).isEqualTo(expected);
  }
}
