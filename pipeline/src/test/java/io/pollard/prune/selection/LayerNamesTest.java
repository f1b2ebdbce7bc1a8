package io.pollard.prune.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerNamesTest {
  private static final List<String> LAYERS = List.of("conv1", "conv2", "s1.conv", "fc");

  private static List<String> matching(String name) {
    return LayerNames.matching(name, LAYERS, "exclude");
  }

  @Test
  void aNameAWordOrAPattern() {
    assertThat(matching("conv2")).containsExactly("conv2");
    assertThat(matching("first")).containsExactly("conv1");
    assertThat(matching("output")).containsExactly("fc");
    assertThat(matching("conv*")).containsExactly("conv1", "conv2");
    assertThat(matching("*conv")).containsExactly("s1.conv");
    assertThat(matching("*")).isEqualTo(LAYERS);
    assertThat(matching("s*.*v")).containsExactly("s1.conv");
  }

  @Test
  void aDotIsADot() {
    assertThatThrownBy(() -> matching("s1xconv")).isInstanceOf(UserException.class);
    assertThat(LayerNames.matching("a.b*", List.of("a.bc", "axbc"), "exclude"))
        .containsExactly("a.bc");
  }

  @Test
  void aLayerOfThatNameIsMeantBeforeTheWord() {
    assertThat(LayerNames.matching("output", List.of("output", "fc"), "exclude"))
        .containsExactly("output");
  }

  @Test
  void severalNamesAreOneSet() {
    assertThat(LayerNames.matching(List.of("output", "fc", "first"), LAYERS, "exclude"))
        .containsExactly("fc", "conv1");
  }

  @Test
  void aNameThatMeansNothingIsRefused() {
    assertThatThrownBy(() -> matching("fc9"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot find a prunable layer: none has this name (exclude=fc9); use one of conv1, conv2, s1.conv, fc, or first, output, or a pattern such as conv*");
  }
}
