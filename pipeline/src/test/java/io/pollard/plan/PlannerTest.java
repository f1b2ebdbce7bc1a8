package io.pollard.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.network.Shape;
import io.pollard.spec.Binder;
import io.pollard.store.Use;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Facts FACTS =
      new Facts("data", new Shape(1, 28, 28), 10, 600, Optional.empty(), "dl4j", "test");

  private static final String HEAD =
      """
      experiment: e
      network: lenet-300-100
      training: {optimizer: {adam: {learningRate: 0.001}}, batchSize: 60, iterations: 100}
      replicates: [1, 2]
      arms:
      """;

  private static final String TICKET =
      """
        - name: ticket
          prune: {scheduling: {iterative: {rate: 0.2, levels: 3}}, finetuning: {rewind: {to: 0 it}}}
      """;

  private static final String LATE_TICKET =
      """
        - name: late
          prune: {scheduling: {iterative: {rate: 0.2, levels: 2}}, finetuning: {rewind: {to: 10 it}}}
      """;

  private static final String REINIT =
      """
        - name: reinit
          prune: {ticketFrom: ticket, finetuning: reinitialize}
      """;

  private static Plan plan(String... arms) {
    return Planner.plan(Binder.read(HEAD + String.join("", arms), Experiment.class, "test"), FACTS);
  }

  private static Step used(Plan plan, String arm, long replicate, int level) {
    List<Step> found =
        plan.steps().stream()
            .filter(step -> step.uses().contains(new Use(arm, replicate, level)))
            .toList();
    return found.get(found.size() - 1);
  }

  @Test
  void aLevelStandsOnTheOneBeforeAndOnTheInitialValues() {
    Plan plan = plan(TICKET);
    Step init = plan.steps().get(0);
    Step dense = plan.steps().get(1);
    Step first = used(plan, "ticket", 1, 1);
    Step second = used(plan, "ticket", 1, 2);

    assertThat(init.work()).isInstanceOf(Work.Train.class);
    assertThat(init.parents()).isEmpty();
    assertThat(dense.parent(Step.Role.WEIGHTS)).contains(init.id());
    assertThat(first.parent(Step.Role.WEIGHTS)).contains(dense.id());
    assertThat(first.parent(Step.Role.REWOUND)).contains(init.id());
    assertThat(second.parent(Step.Role.WEIGHTS)).contains(first.id());
    assertThat(second.iterations()).isEqualTo(100);
    assertThat(plan.steps()).hasSize(2 * (2 + 3));
  }

  @Test
  void everyStepStandsBehindItsParents() {
    Plan plan = plan(REINIT, TICKET, LATE_TICKET);
    Set<String> seen = new HashSet<>();
    for (Step step : plan.steps()) {
      assertThat(seen).containsAll(step.parents().stream().map(Step.Parent::id).toList());
      assertThat(seen.add(step.id())).isTrue();
    }
  }

  @Test
  void armsShareTheDenseTraining() {
    Plan plan = plan(TICKET, LATE_TICKET);
    Step dense = used(plan, "ticket", 1, 0);

    assertThat(dense.uses()).containsExactly(new Use("ticket", 1, 0), new Use("late", 1, 0));
    assertThat(used(plan, "late", 1, 0)).isSameAs(dense);
  }

  @Test
  void theDenseTrainingIsCutWhereAnArmRewinds() {
    Plan plan = plan(TICKET, LATE_TICKET);
    List<Work.Train> segments =
        plan.steps().stream()
            .map(Step::work)
            .filter(work -> work instanceof Work.Train && work.setting().seed() == 1)
            .map(Work.Train.class::cast)
            .toList();

    assertThat(segments).extracting(Work.Train::until).containsExactly(0, 10, 100);
    assertThat(segments).extracting(Work.Train::last).containsExactly(false, false, true);
    assertThat(used(plan, "late", 1, 1).parent(Step.Role.REWOUND))
        .contains(plan.steps().get(1).id());
    assertThat(used(plan, "late", 1, 1).iterations()).isEqualTo(90);
  }

  @Test
  void equalSchedulesOfDifferentLengthShareTheirCommonLevels() {
    String longer = TICKET.replace("ticket", "longer").replace("levels: 3", "levels: 5");
    Plan plan = plan(TICKET, longer);

    assertThat(used(plan, "longer", 2, 3)).isSameAs(used(plan, "ticket", 2, 3));
    assertThat(plan.steps()).hasSize(2 * (2 + 5));
  }

  @Test
  void aControlTakesTheMaskOfTheSameLevelWhereverTheTicketStands() {
    for (Plan plan : List.of(plan(TICKET, REINIT), plan(REINIT, TICKET))) {
      for (int level = 1; level <= 3; level++) {
        Step control = used(plan, "reinit", 2, level);
        assertThat(control.work()).isInstanceOf(Work.Control.class);
        assertThat(control.parent(Step.Role.TICKET)).contains(used(plan, "ticket", 2, level).id());
      }
    }
  }

  @Test
  void anArmMoreKeepsTheIdsOfTheOthers() {
    Set<String> before = new HashSet<>();
    plan(TICKET).steps().forEach(step -> before.add(step.id()));
    Set<String> after = new HashSet<>();
    plan(TICKET, REINIT).steps().forEach(step -> after.add(step.id()));

    assertThat(after).containsAll(before);
  }

  @Test
  void placesAreNoPartOfAnId() {
    String data = "dataset: {name: a, path: /one, format: idx}\n";
    String elsewhere = "dataset: {name: a, path: /two, format: idx}\n";
    Plan one = Planner.plan(Binder.read(data + HEAD + TICKET, Experiment.class, "one"), FACTS);
    Plan two = Planner.plan(Binder.read(elsewhere + HEAD + TICKET, Experiment.class, "two"), FACTS);

    assertThat(two.steps())
        .extracting(Step::id)
        .isEqualTo(one.steps().stream().map(Step::id).toList());
  }

  @Test
  void whatChangesAResultChangesTheId() {
    String id = plan(TICKET).steps().get(1).id();
    Facts otherData = new Facts("other", FACTS.shape(), 10, 600, Optional.empty(), "dl4j", "test");
    Facts otherArithmetic =
        new Facts("data", FACTS.shape(), 10, 600, Optional.empty(), "dl4j", "wider");
    Experiment experiment = Binder.read(HEAD + TICKET, Experiment.class, "test");
    Experiment longer =
        Binder.read(
            (HEAD + TICKET).replace("iterations: 100", "iterations: 200"),
            Experiment.class,
            "test");

    assertThat(
            Set.of(
                id,
                Planner.plan(experiment, otherData).steps().get(1).id(),
                Planner.plan(experiment, otherArithmetic).steps().get(1).id(),
                Planner.plan(longer, FACTS).steps().get(1).id()))
        .hasSize(4);
  }

  @Test
  void refusesToRewindBeyondTheEnd() {
    assertThatThrownBy(() -> plan(TICKET.replace("to: 0 it", "to: 100 it")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot plan arm 'ticket': it rewinds to an iteration that the training does not go beyond"
                + " (rewind.to=100 it, iterations=100); name an earlier one");
  }

  @Test
  void softPruningMayEndWithTheTraining() {
    String soft =
        """
          - name: soft
            prune:
              scheduling: {soft: {sparsity: 0.3, every: 20 it, times: %d}}
              finetuning: {rewind: {to: 0 it}}
        """;
    assertThat(used(plan(soft.formatted(5)), "soft", 1, 1).iterations()).isEqualTo(100);
    assertThatThrownBy(() -> plan(soft.formatted(6)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "Cannot plan arm 'soft': it still prunes when its training is over"
                + " (last pruning at 120 it, iterations=100)");
  }

  @Test
  void refusesToPruneAfterTheEnd() {
    String agp =
        """
          - name: agp
            prune:
              scheduling: {agp: {sparsity: 0.9, start: 50 it, every: 10 it, steps: 5}}
              finetuning: {rewind: {to: 0 it}}
        """;
    assertThatThrownBy(() -> plan(agp))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot plan arm 'agp': it still prunes when its training is over"
                + " (last pruning at 100 it, iterations=100); end the schedule earlier or train longer");
  }
}
