package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepProgressTest {
  private static final List<Use> USES = List.of(Steps.DENSE);

  @TempDir private Path root;
  private Warehouse warehouse;

  @BeforeEach
  void open() {
    warehouse = Warehouse.open(root.toString());
  }

  private static HistoryPoint point(int iteration) {
    return new HistoryPoint(iteration, 0, "train", 0.5, OptionalDouble.empty(), 0.1);
  }

  @Test
  void whatIsKeptIsReadBackAndSeenByNobody() {
    assertThat(warehouse.kept("lottery", USES, "s1")).isEmpty();
    int reached = Steps.checkpoint("s1").state().iteration();
    StepProgress progress = new StepProgress(Steps.checkpoint("s1"), List.of(point(reached)));
    warehouse.keep("lottery", USES, progress);

    StepProgress kept = warehouse.kept("lottery", USES, "s1").orElseThrow();
    assertThat(Steps.describe(kept.checkpoint())).isEqualTo(Steps.describe(progress.checkpoint()));
    assertThat(kept.history()).isEqualTo(progress.history());
    assertThat(warehouse.committed("lottery").stepIds()).isEmpty();
    assertThat(warehouse.rows(Tables.HISTORY, "lottery")).isEmpty();
  }

  @Test
  void aHistoryThatIsAheadOfItsCheckpointIsCut() {
    int reached = Steps.checkpoint("s1").state().iteration();
    warehouse.keep(
        "lottery",
        USES,
        new StepProgress(Steps.checkpoint("s1"), List.of(point(reached), point(reached + 1))));
    assertThat(warehouse.kept("lottery", USES, "s1").orElseThrow().history())
        .containsExactly(point(reached));
  }

  @Test
  void theCommitReplacesWhatWasKept() {
    warehouse.keep(
        "lottery", USES, new StepProgress(Steps.checkpoint("s1"), List.of(point(1), point(2))));
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    assertThat(warehouse.rows(Tables.HISTORY, "lottery"))
        .extracting(HistoryRow::point)
        .isEqualTo(Steps.history());
  }
}
