package io.pollard.plan;

import io.pollard.UserException;
import io.pollard.plan.Step.Parent;
import io.pollard.plan.Step.Role;
import io.pollard.prune.finetuning.FineTuning;
import io.pollard.prune.scheduling.Level;
import io.pollard.prune.scheduling.Schedule;
import io.pollard.spec.Canonical;
import io.pollard.spec.Duration;
import io.pollard.store.Use;
import io.pollard.train.Training;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Expands an experiment into steps. For every replicate and every distinct training there is one
 * chain of dense segments, cut where some arm rewinds to; arms hang their levels on it. Steps with
 * the same id are one step with several uses.
 */
public final class Planner {
  private final Experiment experiment;
  private final Facts facts;
  private final Map<String, Draft> drafts = new LinkedHashMap<>();
  private final Function<Record, String> identities = Canonical.identities();
  private final Map<Use, String> byLevel = new HashMap<>();

  private record Draft(Work work, List<Parent> parents, List<Use> uses, int iterations) {}

  private Planner(Experiment experiment, Facts facts) {
    this.experiment = experiment;
    this.facts = facts;
  }

  /**
   * The plan of an experiment.
   *
   * @throws UserException if an arm rewinds or prunes beyond the end of its training
   */
  public static Plan plan(Experiment experiment, Facts facts) {
    Planner planner = new Planner(experiment, facts);
    for (long seed : experiment.replicates()) {
      planner.expand(seed);
    }
    List<Step> steps = new ArrayList<>(planner.drafts.size());
    planner.drafts.forEach(
        (id, draft) ->
            steps.add(new Step(id, draft.work, draft.parents, draft.uses, draft.iterations)));
    return new Plan(experiment.experiment(), steps);
  }

  private void expand(long seed) {
    for (Arm arm : experiment.arms()) {
      Chain chain = chain(seed, arm);
      List<Level> levels = levels(arm);
      List<String> done = new ArrayList<>();
      for (int i = 0; i < levels.size(); i++) {
        done.add(level(seed, arm, chain, levels.get(i), i + 1, done));
      }
    }
  }

  /** The dense training of an arm: ids of its checkpoints by iteration. */
  private record Chain(Work.Setting setting, NavigableMap<Integer, String> points) {
    String at(int iteration) {
      return Objects.requireNonNull(points.get(iteration));
    }

    String initial() {
      return points.firstEntry().getValue();
    }

    String trained() {
      return points.lastEntry().getValue();
    }
  }

  private Chain chain(long seed, Arm arm) {
    Training training = trainingOf(arm);
    Work.Setting setting =
        new Work.Setting(
            experiment.dataset(),
            facts.dataFingerprint(),
            experiment.network(),
            facts.networkFingerprint(),
            training,
            seed,
            facts.engine(),
            facts.arithmetic());
    Use use = new Use(arm.name(), seed, 0);
    NavigableMap<Integer, String> points = new TreeMap<>();
    int end = training.totalIterations(facts.trainSize());
    List<Parent> parents = List.of();
    int from = 0;
    for (int until : cuts(training)) {
      Work work = new Work.Train(setting, until, until == end);
      String id = add(work, parents, use, until - from);
      points.put(until, id);
      parents = List.of(new Parent(Role.WEIGHTS, id));
      from = until;
    }
    return new Chain(setting, points);
  }

  /**
   * Where the dense training is cut: its start, its end, and every point that an arm rewinds to.
   */
  private SortedSet<Integer> cuts(Training training) {
    SortedSet<Integer> cuts =
        new TreeSet<>(List.of(0, training.totalIterations(facts.trainSize())));
    for (Arm arm : experiment.arms()) {
      if (trainingOf(arm).equals(training)) {
        arm.prune()
            .flatMap(pruning -> pruning.finetuning().rewindPoint())
            .ifPresent(point -> cuts.add(rewindIteration(arm, training, point)));
      }
    }
    return cuts;
  }

  private int rewindIteration(Arm arm, Training training, Duration point) {
    int iteration = point.iterations(training.iterationsPerEpoch(facts.trainSize()));
    int end = training.totalIterations(facts.trainSize());
    if (iteration >= end) {
      throw new UserException(
          "Cannot plan arm '%s': it rewinds to an iteration that the training does not go beyond (rewind.to=%s, iterations=%d); name an earlier one"
              .formatted(arm.name(), point, end));
    }
    return iteration;
  }

  private String level(
      long seed, Arm arm, Chain chain, Level level, int number, List<String> done) {
    Pruning pruning = arm.prune().orElseThrow();
    FineTuning finetuning = pruning.finetuning();
    Training training = chain.setting().training();
    int perEpoch = training.iterationsPerEpoch(facts.trainSize());
    int end = chain.points().lastKey();
    int rewound =
        finetuning.rewindPoint().map(point -> rewindIteration(arm, training, point)).orElse(0);
    int iterations = finetuning.iterations(end, rewound, perEpoch);
    requireMomentsWithin(arm, level, perEpoch, iterations);

    List<Parent> parents = new ArrayList<>();
    Work work;
    if (pruning.ticketFrom().isPresent()) {
      Arm ticket = arm(pruning.ticketFrom().get());
      parents.add(new Parent(Role.TICKET, ticketStep(seed, ticket, number)));
      work =
          new Work.Control(
              chain.setting(), number, ticket.prune().orElseThrow().structure(), finetuning);
    } else {
      parents.add(new Parent(Role.WEIGHTS, source(chain, level, done)));
      work =
          new Work.Prune(
              chain.setting(),
              number,
              pruning.structure(),
              pruning.scoring(),
              pruning.selection(),
              pruning.repair(),
              level.moments(),
              finetuning);
    }
    parents.add(new Parent(Role.INITIAL, chain.initial()));
    parents.add(new Parent(Role.REWOUND, chain.at(rewound)));
    return add(work, parents, new Use(arm.name(), seed, number), iterations);
  }

  private static String source(Chain chain, Level level, List<String> done) {
    return switch (level.from()) {
      case DENSE -> chain.trained();
      case INITIALIZATION -> chain.initial();
      case PREVIOUS -> done.isEmpty() ? chain.trained() : done.get(done.size() - 1);
    };
  }

  private static void requireMomentsWithin(Arm arm, Level level, int perEpoch, int iterations) {
    Duration last = level.moments().get(level.moments().size() - 1).at();
    int at = last.iterations(perEpoch);
    // Behind a soft pruning the network is as good as one that is pruned for good at the very end.
    boolean mayBeTheEnd = level.moments().get(0).soft();
    if (at > iterations || (at > 0 && at == iterations && !mayBeTheEnd)) {
      throw new UserException(
          "Cannot plan arm '%s': it still prunes when its training is over (last pruning at %s, iterations=%d); end the schedule earlier or train longer"
              .formatted(arm.name(), last, iterations));
    }
  }

  /**
   * The id of another arm's level; that arm is expanded here if it stands further down in the file.
   */
  private String ticketStep(long seed, Arm ticket, int number) {
    String known = byLevel.get(new Use(ticket.name(), seed, number));
    if (known != null) {
      return known;
    }
    Chain chain = chain(seed, ticket);
    List<Level> levels = levels(ticket);
    List<String> done = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      done.add(level(seed, ticket, chain, levels.get(i), i + 1, done));
    }
    return done.get(number - 1);
  }

  private String add(Work work, List<Parent> parents, Use use, int iterations) {
    String id = Step.idOf(work, parents, identities);
    Draft draft =
        drafts.computeIfAbsent(id, key -> new Draft(work, parents, new ArrayList<>(), iterations));
    if (!draft.uses.contains(use)) {
      draft.uses.add(use);
    }
    if (use.level() > 0) {
      byLevel.put(use, id);
    }
    return id;
  }

  private List<Level> levels(Arm arm) {
    return arm.prune()
        .map(
            pruning ->
                pruning
                    .scheduling()
                    .or(() -> pruning.ticketFrom().flatMap(this::scheduleOf))
                    .map(Schedule::points)
                    .orElse(List.of()))
        .orElse(List.of());
  }

  private Optional<Schedule> scheduleOf(String name) {
    return arm(name).prune().flatMap(Pruning::scheduling);
  }

  private Arm arm(String name) {
    return experiment.arms().stream()
        .filter(arm -> arm.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Training trainingOf(Arm arm) {
    return arm.training().orElse(experiment.training());
  }
}
