package io.pollard.prune.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.prune.Contracts;
import io.pollard.prune.scheduling.Level.Moment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every schedule that the service loader finds. */
class ScheduleContractTest {

  static List<Schedule> all() {
    return Contracts.all(Schedule.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void travels(Schedule schedule) {
    Contracts.travels(schedule, Schedule.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void hasLevelsAndIsDeterministic(Schedule schedule) {
    assertThat(schedule.points()).isNotEmpty().isEqualTo(schedule.points());
  }

  @ParameterizedTest
  @MethodSource("all")
  void momentsOfALevelFollowEachOther(Schedule schedule) {
    for (Level level : schedule.points()) {
      List<Moment> moments = level.moments();
      assertThat(moments).isNotEmpty();
      for (int i = 1; i < moments.size(); i++) {
        assertThat(moments.get(i).at().iterations(100))
            .isGreaterThan(moments.get(i - 1).at().iterations(100));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void onlyTheFirstLevelOfAPathMayStartAnew(Schedule schedule) {
    List<Level> levels = schedule.points();
    boolean path = levels.stream().anyMatch(level -> level.from() == Level.From.PREVIOUS);
    if (path) {
      assertThat(levels.subList(1, levels.size()))
          .allMatch(level -> level.from() == Level.From.PREVIOUS);
    }
  }
}
