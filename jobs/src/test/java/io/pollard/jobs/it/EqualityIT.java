package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The same experiment gives the same bits wherever it runs. */
@ExtendWith(Reference.class)
class EqualityIT {

  @Test
  void oneThreadGivesTheSameAsTwo(Reference.Undisturbed two, @TempDir Path folder) {
    Path warehouse = folder.resolve("warehouse");

    Running.Ended ended =
        Pollard.run(
            "run",
            Sweep.write(folder, Sweep.TEXT).toString(),
            "--warehouse",
            warehouse.toString(),
            "--master",
            "local[1]");

    assertThat(ended.code()).as("%s", ended).isZero();
    Comparison.assertSame(WarehouseContents.of(warehouse, Sweep.NAME), two.contents());
  }

  @Test
  void aClusterGivesTheSame(Reference.Undisturbed local, @TempDir Path folder) {
    Path warehouse = folder.resolve("warehouse");

    try (Cluster cluster = Cluster.start(folder);
        Running sweep =
            cluster.submit(
                List.of(),
                "run",
                Sweep.write(folder, Sweep.TEXT).toString(),
                "--warehouse",
                warehouse.toString())) {
      sweep.succeeded();
    }

    Comparison.assertSame(WarehouseContents.of(warehouse, Sweep.NAME), local.contents());
  }

  @Test
  void thePlainLoopGivesTheSame(Reference.Undisturbed spark, @TempDir Path folder) {
    PlainLoop.run(Sweep.plan(Sweep.TEXT), folder);

    Comparison.assertSame(WarehouseContents.of(folder, Sweep.NAME), spark.contents());
  }
}
