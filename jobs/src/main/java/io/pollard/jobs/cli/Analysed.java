package io.pollard.jobs.cli;

import io.pollard.sensitivity.Analysis;
import io.pollard.sensitivity.Cell;
import io.pollard.sensitivity.Estimate;
import io.pollard.sensitivity.Grid;
import io.pollard.sensitivity.Survey;
import io.pollard.store.SensitivityCell;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The rows of an analysis. */
final class Analysed {
  private Analysed() {}

  static List<SensitivityCell> rows(
      Analysis analysis, Grid grid, Survey.Findings findings, int examples) {
    List<SensitivityCell> rows = new ArrayList<>();
    boolean few = grid.network().classes() <= 5;
    SensitivityCell.Reference reference =
        new SensitivityCell.Reference(
            analysis.split().label(),
            examples,
            findings.unpruned().top1(),
            findings.unpruned().loss());
    for (int i = 0; i < grid.cells().size(); i++) {
      Cell cell = grid.cells().get(i);
      Estimate found = findings.cells().get(i);
      rows.add(
          new SensitivityCell(
              cell.position(),
              cell.layer(),
              cell.members(),
              cell.choice().structure(),
              cell.choice().scoring(),
              cell.choice().sparsity(),
              cell.weights(),
              cell.pruned(),
              new SensitivityCell.Measured(
                  found.samples(),
                  found.top1(),
                  few ? OptionalDouble.empty() : OptionalDouble.of(found.top5()),
                  found.loss(),
                  found.low(),
                  found.high()),
              reference));
    }
    return rows;
  }
}
