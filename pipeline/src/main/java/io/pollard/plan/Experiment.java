package io.pollard.plan;

import io.pollard.data.DatasetSpec;
import io.pollard.engine.Compute;
import io.pollard.network.NetworkFamily;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.spec.Required;
import io.pollard.train.Training;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An experiment file: what is tried. Every arm is run once per replicate; arms of one replicate
 * share the dense training wherever their settings agree.
 *
 * @param experiment name; the partition of its rows in the tables
 * @param dataset what to learn from
 * @param network the architecture, with its initialisation
 * @param training how the dense network is trained, unless an arm says otherwise
 * @param replicates seeds; each gives its own initial values, data order and augmentation
 * @param arms what is compared
 * @param engine which engine runs it
 * @param compute the precision in which networks are trained and evaluated
 */
public record Experiment(
    @Required String experiment,
    DatasetSpec dataset,
    @Required NetworkFamily network,
    @Required Training training,
    List<Long> replicates,
    @Required List<Arm> arms,
    EngineChoice engine,
    Compute compute) {

  /** Which engine runs an experiment. */
  public enum EngineChoice {
    /** The compiled engine where it can run the network, else DL4J. */
    AUTO,
    ONEDNN,
    DL4J
  }

  /**
   * @throws IllegalArgumentException if a name occurs twice, nothing is to be done, or an arm takes
   *     its masks from one that has none
   */
  public Experiment {
    replicates = List.copyOf(replicates);
    arms = List.copyOf(arms);
    if (replicates.isEmpty()) {
      throw new IllegalArgumentException(
          "replicates is empty; give at least one seed, such as [1]");
    }
    if (new HashSet<>(replicates).size() < replicates.size()) {
      throw new IllegalArgumentException("replicates names a seed twice: " + replicates);
    }
    if (arms.isEmpty()) {
      throw new IllegalArgumentException("arms is empty; give at least one");
    }
    Set<String> names = new HashSet<>();
    for (Arm arm : arms) {
      if (!names.add(arm.name())) {
        throw new IllegalArgumentException("two arms are named '" + arm.name() + "'");
      }
    }
    for (Arm arm : arms) {
      Optional<String> from = arm.prune().flatMap(Pruning::ticketFrom);
      if (from.isPresent()) {
        requireTicket(arms, arm, from.get());
      }
    }
  }

  /** An example; its defaults are those of the file. */
  public Experiment() {
    this(
        "example",
        new DatasetSpec(),
        new Lenet300100(),
        new Training(),
        List.of(1L),
        List.of(new Arm()),
        EngineChoice.AUTO,
        Compute.FLOAT32);
  }

  /**
   * The same with a data set path that means the same to every process of a cluster.
   *
   * @param environment variables that the path may name
   * @throws io.pollard.UserException if a variable is not set
   */
  public Experiment located(Map<String, String> environment) {
    return new Experiment(
        experiment,
        dataset.located(environment),
        network,
        training,
        replicates,
        arms,
        engine,
        compute);
  }

  private static void requireTicket(List<Arm> arms, Arm arm, String from) {
    Arm ticket =
        arms.stream()
            .filter(other -> other.name().equals(from))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "arm '%s' takes its masks from '%s', which is no arm; the arms are %s"
                            .formatted(arm.name(), from, arms.stream().map(Arm::name).toList())));
    Pruning pruning =
        ticket
            .prune()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "arm '%s' takes its masks from '%s', which does not prune"
                            .formatted(arm.name(), from)));
    if (pruning.ticketFrom().isPresent()) {
      throw new IllegalArgumentException(
          "arm '%s' takes its masks from '%s', which takes them from '%s' itself; name that one"
              .formatted(arm.name(), from, pruning.ticketFrom().get()));
    }
    if (!ticket.training().equals(arm.training())) {
      throw new IllegalArgumentException(
          "arm '%s' takes its masks from '%s' but trains otherwise; give both the same training"
              .formatted(arm.name(), from));
    }
  }
}
