package io.pollard.execute;

import io.pollard.UserException;
import io.pollard.data.Dataset;
import io.pollard.engine.Compute;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.plan.Arm;
import io.pollard.plan.Experiment;
import io.pollard.plan.Facts;
import io.pollard.plan.Pruning;
import io.pollard.prune.Rehearsal;
import io.pollard.prune.penalty.Terms;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.Sums;
import io.pollard.prune.structure.Groups;
import java.util.Locale;

/** Looks at an experiment's data and network to find what a plan has to know about them. */
public final class FactFinder {
  private FactFinder() {}

  /**
   * Reads the data set, builds the network, chooses the engine.
   *
   * @throws UserException if something named in the file is not there, or the network does not suit
   *     the data, or a schedule cannot be kept
   * @throws io.pollard.DataException if data or a network file is damaged
   */
  public static Facts find(Experiment experiment, Workshop workshop) {
    Dataset dataset = workshop.dataset(experiment.dataset());
    return find(
        experiment,
        workshop,
        dataset.fingerprint(),
        dataset.shape(),
        dataset.classes().size(),
        dataset.train().size());
  }

  /**
   * The same where the data set is not in memory.
   *
   * @param fingerprint hash of its content
   * @param shape of one example
   * @param trainSize number of training examples
   */
  public static Facts find(
      Experiment experiment,
      Workshop workshop,
      String fingerprint,
      Shape shape,
      int classes,
      int trainSize) {
    Network network = workshop.network(experiment.network(), shape, classes);
    rehearse(experiment, network);
    Engine engine = engine(experiment, network);
    return new Facts(
        fingerprint,
        shape,
        classes,
        trainSize,
        experiment.network().fingerprint(),
        engine.name(),
        engine.arithmetic());
  }

  /**
   * Finds penalties that do not suit the network, networks that a rule cannot score, amounts that
   * cannot be reached and layers that do not exist before anything is trained.
   */
  private static void rehearse(Experiment experiment, Network network) {
    for (Arm arm : experiment.arms()) {
      Terms.of(network, arm.training().orElse(experiment.training()).penalties());
      arm.prune()
          .ifPresent(
              pruning ->
                  pruning
                      .scheduling()
                      .ifPresent(
                          schedule -> {
                            requireScorable(pruning, network);
                            Rehearsal.masks(
                                network, pruning.structure(), pruning.selection(), schedule);
                          }));
    }
  }

  private static void requireScorable(Pruning pruning, Network network) {
    ScoringRule rule = pruning.scoring();
    float[] anything = new float[network.layout().length()];
    Groups groups = pruning.structure().groups(network);
    Mask dense = Mask.dense(anything.length);
    int sums = rule.sums(network);
    if (rule.ofChannels()) {
      rule.groups(
          new Subject(network, anything, anything, dense, 0),
          groups,
          new Sums(new double[sums], 1));
    }
  }

  private static Engine engine(Experiment experiment, Network network) {
    if (experiment.compute() == Compute.BFLOAT16) {
      return bfloat16(experiment, network);
    }
    if (experiment.engine() == Experiment.EngineChoice.AUTO) {
      return Engines.preferred(network);
    }
    Engine engine = Engines.named(experiment.engine().name().toLowerCase(Locale.ROOT));
    engine
        .refusal(network)
        .ifPresent(
            reason -> {
              throw new UserException(
                  "Cannot run network '%s' on engine '%s': %s; leave engine out and the one that fits is taken"
                      .formatted(network.name(), engine.name(), reason));
            });
    return engine;
  }

  /** No other precision steps in: it would be other results under the same file. */
  private static Engine bfloat16(Experiment experiment, Network network) {
    if (experiment.engine() == Experiment.EngineChoice.DL4J) {
      throw new UserException(
          "Cannot compute in bfloat16: engine dl4j knows float32 alone (compute=bfloat16); leave"
              + " engine or compute out");
    }
    Engine engine = Engines.named("onednn-bfloat16");
    engine
        .refusal(network)
        .ifPresent(
            reason -> {
              throw new UserException(
                  "Cannot compute network '%s' in bfloat16: %s (compute=bfloat16); leave compute out to compute in float32"
                      .formatted(network.name(), reason));
            });
    return engine;
  }
}
