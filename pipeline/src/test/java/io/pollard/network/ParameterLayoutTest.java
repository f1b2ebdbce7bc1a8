package io.pollard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterLayoutTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Slice("fc", Role.WEIGHT, List.of(2, 3), 0, true),
              new Slice("fc", Role.BIAS, List.of(2), 6, false),
              new Slice("bn", Role.GAMMA, List.of(2), 8, false),
              new Slice("bn", Role.MEAN, List.of(2), 10, false)));

  @Test
  void statisticsAreNotParameters() {
    assertThat(LAYOUT.length()).isEqualTo(12);
    assertThat(LAYOUT.parameterCount()).isEqualTo(10);
    assertThat(LAYOUT.prunableCount()).isEqualTo(6);
    assertThat(LAYOUT.find("bn", Role.VARIANCE)).isEmpty();
    assertThat(LAYOUT.slices().get(0).tensor()).isEqualTo("fc.weight");
  }

  @Test
  void gapsAreRefused() {
    List<Slice> slices =
        List.of(
            new Slice("fc", Role.WEIGHT, List.of(2, 3), 0, true),
            new Slice("fc", Role.BIAS, List.of(2), 7, false));

    assertThatThrownBy(() -> new ParameterLayout(slices))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slice fc.bias starts at 7, expected 6");
  }

  @Test
  void vectorsOfOtherNetworksAreRefused() {
    assertThatThrownBy(() -> LAYOUT.requireFits(new float[3], "a checkpoint"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot use a checkpoint: its length is not the network's (found=3, expected=12); give the values of the same network");
  }
}
