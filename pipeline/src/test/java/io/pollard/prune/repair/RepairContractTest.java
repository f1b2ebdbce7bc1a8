package io.pollard.prune.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import io.pollard.network.Initialization.KaimingNormal;
import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.network.Shape;
import io.pollard.network.Slice;
import io.pollard.network.dl4j.Reference;
import io.pollard.network.zoo.Lenet300100;
import io.pollard.network.zoo.Resnet;
import io.pollard.network.zoo.Shortcut;
import io.pollard.prune.Contracts;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Neuron;
import io.pollard.prune.structure.Weight;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every repair that the service loader finds. */
class RepairContractTest {
  private static final Network DENSE = new Lenet300100().build(new Shape(1, 6, 6), 10);
  private static final Network RESIDUAL =
      new Resnet(8, Shortcut.B, new KaimingNormal()).build(new Shape(3, 8, 8), 10);

  static List<Repair> all() {
    return Contracts.all(Repair.class);
  }

  private static List<Damage> damages(Repair repair) {
    Damage dense =
        Damages.of(DENSE, new Neuron().groups(DENSE), Reference.parameters(DENSE, 1), 0.5);
    Damage residual =
        Damages.of(RESIDUAL, new Filter().groups(RESIDUAL), Reference.parameters(RESIDUAL, 2), 0.4);
    return repair instanceof DataFreeMerging ? List.of(dense) : List.of(dense, residual);
  }

  @ParameterizedTest
  @MethodSource("all")
  void travels(Repair repair) {
    Contracts.travels(repair, Repair.class);
  }

  @ParameterizedTest
  @MethodSource("all")
  void keepsAsManyGroupsOfEveryBlockAndNothingThatWasGone(Repair repair) {
    for (Damage damage : damages(repair)) {
      Repaired repaired = repair.repair(damage, Damages.noise(damage.network()));
      assertThat(repaired.weights()).hasSize(damage.weights().length);
      assertThat(repaired.mask().and(damage.before())).isEqualTo(repaired.mask());
      BitSet gone = new BitSet();
      for (Block block : damage.groups().blocks()) {
        assertThat(block.kept(repaired.mask())).isEqualTo(block.kept(damage.mask()));
        for (int group = 0; group < block.count(); group++) {
          if (!block.kept(group, repaired.mask())) {
            block.forEachPruned(group, gone::set);
          }
        }
      }
      for (int i = 0; i < repaired.mask().length(); i++) {
        assertThat(repaired.mask().kept(i)).isEqualTo(!gone.get(i));
      }
      for (Slice slice : damage.network().layout().slices()) {
        for (int i = slice.offset(); i < slice.end(); i++) {
          boolean positive = slice.role() != Role.VARIANCE || repaired.weights()[i] > 0.0f;
          assertThat(Float.isFinite(repaired.weights()[i]) && positive).as(slice.tensor()).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDeterministicAndLeavesItsInputAlone(Repair repair) {
    for (Damage damage : damages(repair)) {
      float[] weights = damage.weights().clone();
      Examples examples = Damages.noise(damage.network());
      Repaired once = repair.repair(damage, examples);
      Repaired again = repair.repair(damage, examples);
      assertThat(again.weights()).containsExactly(once.weights());
      assertThat(again.mask()).isEqualTo(once.mask());
      assertThat(damage.weights()).containsExactly(weights);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void refusesSingleWeights(Repair repair) {
    Damage damage =
        Damages.of(DENSE, new Weight().groups(DENSE), Reference.parameters(DENSE, 1), 0.5);
    if (repair instanceof None) {
      assertThat(repair.repair(damage, Damages.noise(DENSE)).mask()).isEqualTo(damage.mask());
      return;
    }
    assertThatThrownBy(() -> repair.repair(damage, Damages.noise(DENSE)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot repair lenet-300-100 by %s: it makes up for whole channels, and single weights were pruned (tensor=fc1.weight); set structure to filter or neuron, or repair to none"
                .formatted(repair.name()));
  }
}
