package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.jobs.cli.PlanOverview.ArmSteps;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanOverviewTest {

  @Test
  void countsEveryStepOfAnArmOnce() {
    PlanOverview overview = new PlanOverview(Planned.ALL, Set.of());

    assertThat(overview.arms())
        .containsExactly(
            new ArmSteps("ticket", 0, Map.of(), 2, 160),
            new ArmSteps("control", 0, Map.of("ticket", 1), 1, 40));
    assertThat(overview.arms()).extracting(ArmSteps::total).containsExactly(2, 2);
    assertThat(overview.arms()).extracting(ArmSteps::sharing).containsExactly("-", "1 with ticket");
    assertThat(overview.toRun()).isEqualTo(3);
    assertThat(overview.iterations()).isEqualTo(200);
    assertThat(overview.longestChain()).isEqualTo(200);
  }

  @Test
  void whatIsThereIsNotRun() {
    PlanOverview overview = new PlanOverview(Planned.ALL, Set.of("dense"));

    assertThat(overview.arms())
        .containsExactly(
            new ArmSteps("ticket", 1, Map.of(), 1, 60),
            new ArmSteps("control", 1, Map.of(), 1, 40));
    assertThat(overview.toRun()).isEqualTo(2);
    assertThat(overview.iterations()).isEqualTo(100);
    assertThat(overview.longestChain()).isEqualTo(100);
  }
}
