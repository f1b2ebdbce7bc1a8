package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On one machine nobody else can connect, even with Spark's pages on. */
class ListenersIT {
  /** 127.0.0.1 of IPv4, alone and inside IPv6, as Linux writes them. */
  private static final List<String> LOOPBACK =
      List.of("0100007F", "0000000000000000FFFF00000100007F");

  @Test
  void aRunListensOnTheLoopbackInterfaceOnly(@TempDir Path folder) {
    assumeThat(Path.of("/proc/net/tcp")).as("what Linux tells of sockets").exists();
    Path steps = folder.resolve("warehouse/steps/experiment=" + Sweep.NAME);
    ProcessBuilder command =
        new ProcessBuilder(
            Pollard.root().resolve("bin/pollard").toString(),
            "run",
            Sweep.write(folder, Sweep.TEXT).toString(),
            "--warehouse",
            folder.resolve("warehouse").toString(),
            "--master",
            "local[1]",
            "--conf",
            "spark.ui.enabled=true",
            "--conf",
            "spark.ui.port=0");
    command.environment().remove("SPARK_LOCAL_IP");
    command.environment().put("POLLARD_BUILD", "never");
    try (Arrivals arrivals = new Arrivals(steps);
        Running run = Running.start("bin/pollard", command)) {
      arrivals.await(run, () -> !WarehouseContents.parquetFiles(steps).isEmpty());

      assertThat(Listeners.of(run.pid())).isNotEmpty().isSubsetOf(LOOPBACK);
    }
  }
}
