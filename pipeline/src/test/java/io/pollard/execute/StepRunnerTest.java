package io.pollard.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.plan.Experiment;
import io.pollard.plan.Facts;
import io.pollard.plan.Plan;
import io.pollard.plan.Planner;
import io.pollard.plan.Step;
import io.pollard.store.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How steps end that do not end well, and steps that are run again. */
class StepRunnerTest {
  private static final String DENSE = Sweeps.HEAD + "  - name: dense\n";

  @TempDir private Path folder;
  private final Workshop workshop = new Workshop(Map.of());
  private final StepRunner runner = new StepRunner(workshop);

  @AfterEach
  void release() {
    workshop.close();
  }

  private Outcome run(Plan plan, int index) {
    return runner.run(Sweeps.assignment(plan, folder, plan.steps().get(index)), 1, () -> false);
  }

  private Facts facts(Experiment experiment) {
    return FactFinder.find(experiment, workshop);
  }

  private int committed() {
    return workshop.warehouse(folder.toString()).rows(Tables.STEPS, "e").size();
  }

  @Test
  void aTrainingThatDivergesIsAnOutcomeAndCommitsNothing() {
    Plan plan =
        Sweeps.plan(
            Sweeps.experiment(
                DENSE.replace("{adam: {learningRate: 1.2e-3}}", "{sgd: {learningRate: 1e30}}")),
            workshop);
    assertThat(run(plan, 0)).isInstanceOf(Outcome.Committed.class);

    Outcome outcome = run(plan, 1);

    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    Outcome.Failed failed = (Outcome.Failed) outcome;
    assertThat(failed.id()).isEqualTo(plan.steps().get(1).id());
    assertThat(failed.cause()).isEqualTo("diverged");
    assertThat(failed.permanent()).isTrue();
    assertThat(failed.message())
        .matches(
            "the loss is not finite \\(iteration=\\d+, loss=(NaN|Infinity)\\);"
                + " lower the learning rate");
    assertThat(committed()).isEqualTo(1);
  }

  @Test
  void aStepThatIsToldToStopStopsBetweenTwoIterationsAndCommitsNothing() {
    Plan plan = Sweeps.plan(Sweeps.experiment(DENSE), workshop);
    run(plan, 0);
    AtomicInteger asked = new AtomicInteger();

    Outcome outcome =
        runner.run(
            Sweeps.assignment(plan, folder, plan.steps().get(1)),
            1,
            () -> asked.incrementAndGet() > 5);

    assertThat(outcome).isEqualTo(new Outcome.Cancelled(plan.steps().get(1).id()));
    assertThat(asked).hasValue(6);
    assertThat(committed()).isEqualTo(1);
  }

  @Test
  void aStepWithoutItsParentFailsWithTheNameOfTheFile() {
    Plan plan = Sweeps.plan(Sweeps.experiment(DENSE), workshop);

    Outcome outcome = run(plan, 1);

    String parent = plan.steps().get(0).id();
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    assertThat(((Outcome.Failed) outcome).cause()).isEqualTo("DataException");
    assertThat(((Outcome.Failed) outcome).message())
        .isEqualTo(
            "Cannot read the checkpoint of step %s: there is none (file=%s); run the experiment that makes it"
                .formatted(parent, folder.resolve("checkpoints/" + parent + ".parquet")));
  }

  @Test
  void aStepRefusesOtherDataThanItWasPlannedFor() {
    Experiment experiment = Sweeps.experiment(DENSE);
    Facts facts = facts(experiment);
    Plan plan = Planner.plan(experiment, with(facts, "0000", facts.arithmetic()));

    Outcome outcome = run(plan, 0);

    assertThat(((Outcome.Failed) outcome).message())
        .isEqualTo(
            "Cannot run the step on data set 'fashion-mnist-8k': its content is not what the plan was made of (found=%s, planned=0000); give every executor the same files"
                .formatted(facts.dataFingerprint()));
    assertThat(committed()).isZero();
  }

  @Test
  void aStepRefusesOtherArithmeticThanItWasPlannedFor() {
    Experiment experiment = Sweeps.experiment(DENSE);
    Facts facts = facts(experiment);
    Plan plan = Planner.plan(experiment, with(facts, facts.dataFingerprint(), "abacus"));

    Outcome outcome = run(plan, 0);

    assertThat(((Outcome.Failed) outcome).message())
        .isEqualTo(
            "Cannot run the step with engine '%s': this executor computes otherwise than the plan says (found=%s, planned=abacus); run driver and executors on the same kind of processor"
                .formatted(facts.engine(), facts.arithmetic()));
    assertThat(committed()).isZero();
  }

  private static Facts with(Facts facts, String fingerprint, String arithmetic) {
    return new Facts(
        fingerprint,
        facts.shape(),
        facts.classes(),
        facts.trainSize(),
        facts.networkFingerprint(),
        facts.engine(),
        arithmetic);
  }

  @Test
  void aStepThatIsRunAgainLeavesTheSame() throws Exception {
    Plan plan = Sweeps.plan(Sweeps.experiment(DENSE), workshop);
    run(plan, 0);
    run(plan, 1);
    Step step = plan.steps().get(1);
    Path checkpoint = folder.resolve("checkpoints/" + step.id() + ".parquet");
    byte[] first = Files.readAllBytes(checkpoint);
    List<Path> rows = new ArrayList<>();
    try (var files =
        Files.newDirectoryStream(folder.resolve("steps/experiment=e"), step.id() + "*")) {
      files.forEach(rows::add);
    }

    // As a process leaves it that is killed before the last file of the commit.
    for (Path file : rows) {
      Files.delete(file);
    }
    Files.delete(checkpoint);
    assertThat(run(plan, 1)).isInstanceOf(Outcome.Committed.class);

    assertThat(Files.readAllBytes(checkpoint)).isEqualTo(first);
    assertThat(rows).hasSize(1).allSatisfy(file -> assertThat(file).exists());
  }

  @Test
  void anAssignmentIsTheStep() {
    Plan plan = Sweeps.plan(Sweeps.experiment(DENSE), workshop);
    for (Step step : plan.steps()) {
      assertThat(Sweeps.assignment(plan, folder, step).step()).isEqualTo(step);
    }
  }
}
