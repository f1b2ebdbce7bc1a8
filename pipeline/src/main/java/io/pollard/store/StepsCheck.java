package io.pollard.store;

import io.pollard.store.FileNames.StepFile;
import io.pollard.store.Finding.Kind;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Examines an experiment's rows of steps and enters them into the census. */
final class StepsCheck {
  private static final int TRIES = 5;

  private final Examination examination;
  private final String experiment;
  private final Census census;

  StepsCheck(Examination examination, String experiment, Census census) {
    this.examination = examination;
    this.experiment = experiment;
    this.census = census;
  }

  void check() {
    Set<String> seen = new HashSet<>();
    Set<Table.Owner> owners = new HashSet<>();
    for (int i = 0; i < TRIES && !checkOnce(seen, owners); i++) {}
  }

  /** Whether every file that was listed was still there when its turn came. */
  private boolean checkOnce(Set<String> seen, Set<Table.Owner> owners) {
    try {
      for (String name : Listing.of(examination.files(), Tables.STEPS, experiment).names()) {
        if (!seen.contains(name)) {
          check(name, owners);
          seen.add(name);
        }
      }
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private void check(String name, Set<Table.Owner> owners) throws FileNotFoundException {
    String path = FileNames.path(Tables.STEPS, experiment, name);
    List<StepRow> rows = new ArrayList<>();
    if (!examination.read(Tables.STEPS, path, rows::add)) {
      return;
    }
    Optional<StepFile> file = FileNames.step(name);
    if (file.isPresent() && !file.get().equals(named(rows))) {
      examination.report(
          Kind.UNREADABLE,
          path,
          "it holds rows of other uses than its name says",
          () -> examination.repairs().setAside(path));
      return;
    }
    long fresh = rows.stream().filter(row -> owners.add(Tables.STEPS.owner(row))).count();
    rows.forEach(row -> census.add(experiment, row));
    if (fresh == 0 && !rows.isEmpty()) {
      examination.report(
          Kind.DUPLICATE_ROWS,
          path,
          "another file has all of its rows",
          () -> examination.repairs().delete(path));
    } else if (fresh < rows.size()) {
      examination.report(
          Kind.DUPLICATE_ROWS, path, "another file has some of its rows; compact merges them");
    }
  }

  private static StepFile named(List<StepRow> rows) {
    String stepId = rows.isEmpty() ? "" : rows.get(0).stepId();
    boolean one = rows.stream().allMatch(row -> row.stepId().equals(stepId));
    return new StepFile(one ? stepId : "", rows.stream().map(StepRow::use).toList());
  }
}
