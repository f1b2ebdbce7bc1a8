package io.pollard.plan;

import io.pollard.data.DatasetSpec;
import io.pollard.network.NetworkFamily;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.prune.finetuning.FineTuning;
import io.pollard.prune.finetuning.Finetune;
import io.pollard.prune.repair.None;
import io.pollard.prune.repair.Repair;
import io.pollard.prune.scheduling.Level.Moment;
import io.pollard.prune.scoring.Magnitude;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.selection.Global;
import io.pollard.prune.selection.Selection;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Extension;
import io.pollard.spec.Required;
import io.pollard.train.Training;
import java.util.List;
import java.util.Optional;

/**
 * What a step computes, apart from what it takes from its parents. Travels to executors as
 * canonical JSON; the same JSON without locations is hashed into the step's id. The name is the
 * step's kind.
 */
public sealed interface Work extends Extension {

  Setting setting();

  /**
   * Version of what this kind of step means; raised by hand when the same settings begin to give
   * other results.
   */
  int semantics();

  /**
   * What all steps of a replicate have in common.
   *
   * @param dataset what to learn from
   * @param dataFingerprint hash of its content; checked where the step runs
   * @param network the architecture
   * @param networkFingerprint hash of a user's own network file
   * @param training how the dense network is trained
   * @param seed of the replicate
   * @param engine which engine runs it
   * @param arithmetic that engine's; checked where the step runs
   */
  record Setting(
      DatasetSpec dataset,
      @Required String dataFingerprint,
      @Required NetworkFamily network,
      Optional<String> networkFingerprint,
      @Required Training training,
      @Required long seed,
      @Required String engine,
      @Required String arithmetic) {
    public Setting() {
      this(
          new DatasetSpec(),
          "",
          new Lenet300100(),
          Optional.empty(),
          new Training(),
          1,
          "dl4j",
          "");
    }
  }

  /**
   * Trains the dense network from the parent's iteration (or from fresh initial values, without a
   * parent) to an iteration of the schedule.
   *
   * @param until iteration at which to stop; 0 = the initial values
   * @param last whether that is the end of the schedule: the result is then evaluated
   */
  record Train(@Required Setting setting, @Required int until, @Required boolean last)
      implements Work {
    public Train() {
      this(new Setting(), 0, false);
    }

    @Override
    public int semantics() {
      return 1;
    }
  }

  /**
   * Trains a network with all executors at once: the workers of a cluster share the training
   * examples, each takes steps of its own, and after every few of them the parameters and the
   * optimiser's state are averaged. Starts from fresh initial values, or from a parent's under its
   * mask; goes to the end of the schedule.
   *
   * @param workers how many share the examples
   * @param averagingFrequency steps that each takes between two averagings
   */
  record TrainDistributed(
      @Required Setting setting, @Required int workers, @Required int averagingFrequency)
      implements Work {

    /**
     * @throws IllegalArgumentException if a number is not positive
     */
    public TrainDistributed {
      if (workers < 1 || averagingFrequency < 1) {
        throw new IllegalArgumentException(
            "workers and averagingFrequency are at least 1, found %d and %d"
                .formatted(workers, averagingFrequency));
      }
    }

    public TrainDistributed() {
      this(new Setting(), 2, 10);
    }

    @Override
    public int semantics() {
      return 1;
    }
  }

  /**
   * Prunes the parent's network, fine-tunes and evaluates it: one level of a schedule.
   *
   * @param level 1-based number in the schedule
   * @param repair how the rest makes up for channels that go
   * @param moments when how much is pruned
   */
  record Prune(
      @Required Setting setting,
      @Required int level,
      Structure structure,
      ScoringRule scoring,
      Selection selection,
      Repair repair,
      @Required List<Moment> moments,
      @Required FineTuning finetuning)
      implements Work {
    public Prune() {
      this(
          new Setting(),
          1,
          new Weight(),
          new Magnitude(),
          new Global(),
          new None(),
          List.of(),
          new Finetune());
    }

    /**
     * One more for rules that look at data: sums over data are added in a fixed tree, of shards
     * that the rule alone decides on. And one more for all: compacted networks add up in another
     * order.
     */
    @Override
    public int semantics() {
      return scoring.needs().examples() == 0 ? 2 : 3;
    }
  }

  /**
   * Takes the mask of another arm's level and trains under it: a control.
   *
   * @param level 1-based number in the other arm's schedule
   */
  record Control(
      @Required Setting setting,
      @Required int level,
      Structure structure,
      @Required FineTuning finetuning)
      implements Work {
    public Control() {
      this(new Setting(), 1, new Weight(), new Finetune());
    }

    /** 2: compacted networks add up in another order. */
    @Override
    public int semantics() {
      return 2;
    }
  }
}
