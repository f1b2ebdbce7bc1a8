package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseTest {
  @TempDir Path folder;
  private Path root;
  private Warehouse warehouse;

  @BeforeEach
  void open() {
    root = folder.resolve("a warehouse");
    warehouse = Warehouse.open(root.toString());
  }

  @Test
  void aCommittedStepIsReadBack() {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE, Steps.TICKET));

    List<StepRow> steps = warehouse.rows(Tables.STEPS, "lottery");
    assertThat(steps).extracting(StepRow::use).containsExactly(Steps.DENSE, Steps.TICKET);
    assertThat(steps).extracting(StepRow::reused).containsExactly(false, true);
    assertThat(steps.get(0).step()).isEqualTo(Steps.identity("s1"));
    assertThat(steps.get(0).run()).isEqualTo(Steps.RUN);
    assertThat(steps.get(0).timing().trainMs()).isEqualTo(700);
    assertThat(steps.get(0).timing().wallMs()).isEqualTo(1000 + steps.get(0).timing().commitMs());
    assertThat(steps.get(1).timing()).isEqualTo(Timing.NONE);
    assertThat(warehouse.rows(Tables.RESULTS, "lottery"))
        .containsExactly(
            new ResultRow("s1", Steps.DENSE, Steps.evaluation("validation")),
            new ResultRow("s1", Steps.DENSE, Steps.evaluation("test")),
            new ResultRow("s1", Steps.TICKET, Steps.evaluation("validation")),
            new ResultRow("s1", Steps.TICKET, Steps.evaluation("test")));
    assertThat(warehouse.rows(Tables.HISTORY, "lottery"))
        .extracting(HistoryRow::point)
        .isEqualTo(Steps.history());
    assertThat(warehouse.rows(Tables.LAYERS, "lottery"))
        .extracting(LayerRow::size)
        .isEqualTo(Steps.layers());
  }

  @Test
  void aCheckpointIsReadBackBitByBit() {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));

    Checkpoint found = warehouse.checkpoint("s1");
    Checkpoint expected = Steps.checkpoint("s1");
    assertThat(bits(found.state().parameters())).isEqualTo(bits(expected.state().parameters()));
    assertThat(bits(found.state().optimizerState()))
        .isEqualTo(bits(expected.state().optimizerState()));
    assertThat(found.mask()).isEqualTo(expected.mask());
    assertThat(found.layout()).isEqualTo(expected.layout());
    assertThat(found.configuration()).isEqualTo(expected.configuration());
    assertThat(found.network()).isEqualTo("lenet");
    assertThat(found.state().iteration()).isEqualTo(100);
    assertThat(found.state().steps()).isEqualTo(60);
  }

  @Test
  void nothingButTheFilesOfTheContractIsLeft() throws Exception {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));

    String uses = Use.hash(List.of(Steps.DENSE));
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.filter(Files::isRegularFile).map(p -> root.relativize(p).toString()))
          .containsExactlyInAnyOrder(
              "checkpoints/s1.parquet",
              "results/experiment=lottery/s1-" + uses + ".parquet",
              "history/experiment=lottery/s1-" + uses + ".parquet",
              "layers/experiment=lottery/s1-" + uses + ".parquet",
              "steps/experiment=lottery/s1-" + uses + ".parquet");
    }
  }

  @Test
  void theListingTellsWhatIsCommitted() {
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));

    Committed committed = warehouse.committed("lottery");
    assertThat(committed.stepIds()).isEqualTo(Set.of("s1"));
    assertThat(committed.missing("s1", List.of(Steps.DENSE))).isEmpty();
    assertThat(committed.missing("s1", List.of(Steps.TICKET, Steps.DENSE)))
        .containsExactly(Steps.TICKET);
    assertThat(committed.missing("s2", List.of(Steps.DENSE))).containsExactly(Steps.DENSE);
    assertThat(warehouse.committedAnywhere(List.of("s1", "s2"))).containsOnlyKeys("s1");
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
