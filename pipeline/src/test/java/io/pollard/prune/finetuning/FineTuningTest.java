package io.pollard.prune.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.network.Mask;
import io.pollard.network.NetworkCounts;
import io.pollard.prune.finetuning.Restart.Training;
import io.pollard.spec.Binder;
import io.pollard.spec.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FineTuningTest {

  private static FineTuning read(String text) {
    return Binder.read(text, FineTuning.class, "test.yaml");
  }

  @Test
  void finetuneTrainsOnFromTrainedValuesAtItsOwnRate() {
    FineTuning finetune = read("{finetune: {length: 3 ep, learningRate: 0.001}}");
    Restart restart = finetune.restart(Tickets.sparse());
    assertThat(finetune.rewindPoint()).isEmpty();
    assertThat(restart.parameters()).containsOnly(Tickets.TRAINED);
    assertThat(restart.optimizerState()).isEmpty();
    assertThat(restart.iteration()).isZero();
    assertThat(restart.mask()).isEqualTo(Tickets.sparse().mask());
    assertThat(restart.training()).isEqualTo(new Training.Extra(Duration.parse("3 ep"), 0.001));
  }

  @Test
  void penaltiesGoOnUnlessTheyAreDropped() {
    FineTuning drop = read("{finetune: {length: 3 ep, learningRate: 0.001, penalties: drop}}");
    assertThat(drop.restart(Tickets.sparse()).training())
        .isEqualTo(new Training.Extra(Duration.parse("3 ep"), 0.001, false));
    assertThat(new Training.Extra(Duration.parse("3 ep"), 0.001).penalised()).isTrue();
  }

  @Test
  void rewindRestoresValuesStateAndPosition() {
    FineTuning rewind = read("{rewind: {to: 40 it}}");
    Restart restart = rewind.restart(Tickets.sparse());
    assertThat(rewind.rewindPoint()).contains(Duration.parse("40 it"));
    assertThat(restart.parameters()).containsOnly(Tickets.REWOUND);
    assertThat(restart.optimizerState().orElseThrow()).containsOnly(Tickets.MOMENTUM);
    assertThat(restart.iteration()).isEqualTo(Tickets.REWOUND_TO);
    assertThat(restart.mask()).isEqualTo(Tickets.sparse().mask());
    assertThat(restart.training()).isEqualTo(new Training.ToTheEnd());
    assertThat(read("rewind").rewindPoint()).contains(Duration.parse("0 it"));
  }

  @Test
  void rewindLearningRateKeepsTrainedValuesAndNeedsNoCheckpoint() {
    FineTuning rewind = read("{rewind-learning-rate: {to: 2.5 ep}}");
    Restart restart = rewind.restart(Tickets.sparse());
    assertThat(rewind.rewindPoint()).isEmpty();
    assertThat(restart.parameters()).containsOnly(Tickets.TRAINED);
    assertThat(restart.optimizerState()).isEmpty();
    assertThat(restart.iteration()).isEqualTo(25);
    assertThat(restart.training()).isEqualTo(new Training.ToTheEnd());
  }

  @Test
  void reinitializeDrawsFreshValuesForEverySeedLevelAndDraw() {
    FineTuning first = read("reinitialize");
    FineTuning second = read("{reinitialize: {draw: 2}}");
    Restart restart = first.restart(Tickets.sparse());
    assertThat(restart.mask()).isEqualTo(Tickets.sparse().mask());
    assertThat(restart.optimizerState()).isEmpty();
    assertThat(restart.iteration()).isZero();
    assertThat(restart.training()).isEqualTo(new Training.ToTheEnd());
    Set<Float> values = new HashSet<>();
    for (long seed = 1; seed <= 3; seed++) {
      for (int level = 1; level <= 3; level++) {
        for (FineTuning draw : List.of(first, second)) {
          values.add(draw.restart(Tickets.sparse(seed, level)).parameters()[0]);
        }
      }
    }
    assertThat(values).hasSize(18);
    assertThatThrownBy(() -> new Reinitialize(0)).hasMessage("draw is at least 1, found 0");
  }

  @Test
  void randomMaskTakesRewoundValuesUnderAnotherMask() {
    FineTuning random = read("{random-mask: {to: 40 it}}");
    Restart restart = random.restart(Tickets.sparse());
    assertThat(random.rewindPoint()).contains(Duration.parse("40 it"));
    assertThat(restart.parameters()).containsOnly(Tickets.REWOUND);
    assertThat(restart.optimizerState().orElseThrow()).containsOnly(Tickets.MOMENTUM);
    assertThat(restart.iteration()).isEqualTo(Tickets.REWOUND_TO);
    assertThat(restart.mask()).isNotEqualTo(Tickets.sparse().mask());
    Set<Mask> masks = new HashSet<>();
    for (long seed = 1; seed <= 3; seed++) {
      for (int level = 1; level <= 3; level++) {
        for (int draw = 1; draw <= 2; draw++) {
          masks.add(
              new RandomMask(Duration.parse("0 it"), draw)
                  .restart(Tickets.sparse(seed, level))
                  .mask());
        }
      }
    }
    assertThat(masks).hasSize(18);
    assertThatThrownBy(() -> new RandomMask(Duration.parse("0 it"), 0))
        .hasMessage("draw is at least 1, found 0");
  }

  /** 4000 draws that keep a quarter: each weight is expected in 1000, standard deviation 27. */
  @Test
  void randomMaskKeepsEveryWeightEquallyOften() {
    int[] kept = new int[Tickets.LENGTH];
    for (int seed = 0; seed < 4000; seed++) {
      Mask mask = new RandomMask().restart(Tickets.sparse(seed, 1)).mask();
      for (int i = 0; i < kept.length; i++) {
        kept[i] += mask.kept(i) ? 1 : 0;
      }
    }
    for (int i = 0; i < 600; i++) {
      assertThat(kept[i]).isBetween(1000 - 140, 1000 + 140);
    }
    assertThat(kept[600]).isEqualTo(4000);
  }

  @Test
  void noneEvaluatesAsItIs() {
    Restart restart = read("none").restart(Tickets.sparse());
    assertThat(new None().rewindPoint()).isEqualTo(Optional.empty());
    assertThat(restart.parameters()).containsOnly(Tickets.TRAINED);
    assertThat(restart.training()).isEqualTo(new Training.None());
  }

  @Test
  void finetuneRefusesNoLengthAndNoRate() {
    assertThatThrownBy(() -> new Finetune(Duration.parse("0 it"), 0.1))
        .hasMessage("length is more than 0, found 0 it");
    assertThatThrownBy(() -> new Finetune(Duration.parse("1 it"), 0))
        .hasMessage("learningRate is greater than 0, found 0.0");
  }

  @Test
  void scratchTrainsTheArchitectureFromFreshValues() {
    Pruned pruned = Tickets.sparse();
    Restart e = read("scratch-e").restart(pruned);
    assertThat(e.parameters()).containsOnly(e.parameters()[0]);
    assertThat(e.parameters()[0]).isNegative();
    assertThat(e.mask()).isEqualTo(pruned.mask());
    assertThat(e.optimizerState()).isEmpty();
    assertThat(e.iteration()).isZero();
    assertThat(e.training()).isEqualTo(new Training.ToTheEnd());

    Restart b = read("scratch-b").restart(pruned);
    assertThat(b.parameters()).containsExactly(e.parameters());
    double ratio = NetworkCounts.of(pruned.network(), pruned.mask()).theoreticalSpeedup();
    assertThat(ratio).isEqualTo(4.0);
    assertThat(b.training()).isEqualTo(new Training.Stretched(4.0));
    assertThat(read("{scratch-b: {maximum: 2}}").restart(pruned).training())
        .isEqualTo(new Training.Stretched(2.0));
    assertThat(read("{scratch-b: {draw: 2}}").restart(pruned).parameters())
        .isNotEqualTo(b.parameters());
    assertThatThrownBy(() -> read("{scratch-b: {maximum: 0.5}}"))
        .hasMessageContaining("maximum is at least 1, found 0.5");
  }
}
