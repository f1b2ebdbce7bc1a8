package io.pollard.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.store.SensitivityCell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SuggestionTest {

  private static List<SensitivityCell> cells(int position, List<String> layers, double... top1) {
    List<SensitivityCell> cells = new ArrayList<>();
    for (int i = 0; i < top1.length; i++) {
      cells.add(
          new SensitivityCell(
              position,
              layers.get(0),
              layers,
              "weight",
              "magnitude",
              (i + 1) / 10.0,
              100,
              10L * (i + 1),
              new SensitivityCell.Measured(
                  1000, top1[i], OptionalDouble.empty(), 0.1, top1[i], top1[i]),
              new SensitivityCell.Reference("test", 1000, 0.9924, 0.05)));
    }
    return cells;
  }

  @Test
  void theLargestSparsityUpToTheFirstThatLosesTooMuch() {
    List<SensitivityCell> cells = new ArrayList<>();
    cells.addAll(cells(2, List.of("fc"), 0.97, 0.99, 0.99));
    cells.addAll(cells(0, List.of("conv"), 0.992, 0.9824, 0.95, 0.99));
    cells.addAll(cells(1, List.of("a", "b"), 0.993, 0.99, 0.99));
    Map<String, Double> suggested = Suggestion.of(cells, 0.01);
    // conv loses exactly the budget at 0.2; what it wins back behind 0.3 does not count.
    assertThat(suggested)
        .containsExactly(
            Map.entry("conv", 0.2), Map.entry("a", 0.3), Map.entry("b", 0.3), Map.entry("fc", 0.0));
  }
}
