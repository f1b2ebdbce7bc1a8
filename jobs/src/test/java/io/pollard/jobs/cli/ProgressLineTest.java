package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.execute.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final StringWriter written = new StringWriter();

  @Test
  void countsArmsAndStepsAndTellsTheTimeLeft() {
    try (ProgressLine line = line(Set.of())) {
      line.begins(3, 0, 200, 2);
      assertThat(line.text())
          .isEqualTo(
              "[....................] arms: 0 of 2 done, 0 running, 0 failed; steps: 0 of 3; time left not known yet");

      line.started(Planned.DENSE);
      assertThat(line.text()).contains("0 of 2 done, 2 running, 0 failed");

      now.set(Instant.EPOCH.plusSeconds(50));
      line.ended(Planned.DENSE, new Outcome.Committed("dense", 1));
      line.started(Planned.TICKET);
      assertThat(line.text())
          .isEqualTo(
              "[######..............] arms: 0 of 2 done, 1 running, 0 failed; steps: 1 of 3; 50 s left");

      line.ended(Planned.TICKET, new Outcome.Committed("level", 1));
      assertThat(line.text()).contains("arms: 1 of 2 done, 0 running, 0 failed; steps: 2 of 3");
    }
  }

  @Test
  void failedStepsTakeTheirArmsAndTheirTimeAway() {
    try (ProgressLine line = line(Set.of())) {
      line.begins(3, 0, 200, 2);
      line.started(Planned.DENSE);
      line.ended(Planned.DENSE, new Outcome.Committed("dense", 1));
      line.started(Planned.TICKET);
      now.set(Instant.EPOCH.plusSeconds(10));
      line.skipped(List.of(Planned.CONTROL), Planned.TICKET);
      line.ended(Planned.TICKET, new Outcome.Failed("level", "diverged", "NaN", true, 1, "here"));

      assertThat(line.text())
          .isEqualTo(
              "[####################] arms: 0 of 2 done, 0 running, 2 failed; steps: 3 of 3; 0 s left");
    }
  }

  @Test
  void whatIsThereAlreadyIsNoWork() {
    try (ProgressLine line = line(Set.of("dense", "level"))) {
      assertThat(line.text())
          .startsWith(
              "[....................] arms: 1 of 2 done, 0 running, 0 failed; steps: 0 of 1");
    }
  }

  @Test
  void leavesAnEmptyLineBehind() {
    ProgressLine line = line(Set.of());
    line.begins(3, 0, 200, 2);
    line.finished();
    line.close();

    assertThat(written.toString()).endsWith("\r\u001b[2K");
  }

  private ProgressLine line(Set<String> done) {
    return new ProgressLine(new PrintWriter(written), Planned.ALL, done, now::get);
  }
}
