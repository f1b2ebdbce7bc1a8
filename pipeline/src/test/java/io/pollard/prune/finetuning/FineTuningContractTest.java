package io.pollard.prune.finetuning;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Mask;
import io.pollard.network.Slice;
import io.pollard.prune.Contracts;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Elements;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every fine-tuning that the service loader finds. */
class FineTuningContractTest {

  static List<FineTuning> all() {
    return Contracts.all(FineTuning.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void travels(FineTuning finetuning) {
    Contracts.travels(finetuning, FineTuning.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDeterministicAndLeavesItsInputAlone(FineTuning finetuning) {
    Pruned pruned = Tickets.sparse();
    Restart restart = finetuning.restart(pruned);
    Restart again = finetuning.restart(Tickets.sparse());
    assertThat(again.parameters()).containsExactly(restart.parameters());
    assertThat(again.mask()).isEqualTo(restart.mask());
    assertThat(again.iteration()).isEqualTo(restart.iteration());
    assertThat(again.training()).isEqualTo(restart.training());
    assertThat(again.optimizerState().isPresent()).isEqualTo(restart.optimizerState().isPresent());
    assertThat(pruned.weights()).containsExactly(Tickets.sparse().weights());
    assertThat(pruned.rewound().parameters())
        .containsExactly(Tickets.sparse().rewound().parameters());
  }

  @ParameterizedTest
  @MethodSource("all")
  void keepsAsManyElementsInEveryTensor(FineTuning finetuning) {
    for (Pruned pruned : List.of(Tickets.sparse(), Tickets.emptied(), Tickets.dense())) {
      Mask mask = finetuning.restart(pruned).mask();
      for (Slice slice : pruned.network().layout().slices()) {
        assertThat(mask.kept(slice)).isEqualTo(pruned.mask().kept(slice));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void foretellsItsLength(FineTuning finetuning) {
    int total = 1000;
    int perEpoch = Tickets.sparse().iterationsPerEpoch();
    int rewound = Tickets.sparse().rewound().iteration();
    Restart restart = finetuning.restart(Tickets.sparse());
    int expected;
    if (restart.training() instanceof Restart.Training.Extra extra) {
      expected = extra.length().iterations(perEpoch);
    } else if (restart.training() instanceof Restart.Training.ToTheEnd) {
      expected = total - restart.iteration();
    } else {
      // How much longer a stretched training is depends on the mask.
      expected = restart.training() instanceof Restart.Training.Stretched ? total : 0;
    }
    assertThat(finetuning.iterations(total, rewound, perEpoch)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("all")
  void keepsWholeGroups(FineTuning finetuning) {
    Pruned pruned = Tickets.rows();
    Mask mask = finetuning.restart(pruned).mask();
    for (Block block : pruned.groups().blocks()) {
      Elements rows = (Elements) block;
      assertThat(rows.kept(mask)).isEqualTo(rows.kept(pruned.mask()));
      assertThat(mask.kept(rows.slice())).isEqualTo(rows.kept(mask) * rows.size());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void givesValuesForTheWholeLayout(FineTuning finetuning) {
    Pruned pruned = Tickets.sparse();
    Restart restart = finetuning.restart(pruned);
    assertThat(restart.parameters()).hasSize(pruned.network().layout().length());
    assertThat(restart.iteration()).isNotNegative();
  }
}
