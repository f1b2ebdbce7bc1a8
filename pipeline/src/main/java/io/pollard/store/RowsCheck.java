package io.pollard.store;

import io.pollard.store.FileNames.StepFile;
import io.pollard.store.Finding.Kind;
import io.pollard.store.Table.Owner;
import io.pollard.store.Table.Visibility;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Examines an experiment's rows of one table against the census of steps. */
final class RowsCheck<R> {
  private static final int TRIES = 5;

  private final Examination examination;
  private final Table<R> table;
  private final ToIntFunction<Contents> expected;
  private final String experiment;
  private final Census census;

  /** Number of rows per owner, by file, in the order in which readers look into the files. */
  private final Map<String, Map<Owner, Integer>> contents = new LinkedHashMap<>();

  /** The files with rows of an owner, in that order. */
  private final Map<Owner, List<String>> holders = new HashMap<>();

  /**
   * @param expected how many rows a step says it has per owner
   */
  RowsCheck(
      Examination examination,
      Table<R> table,
      ToIntFunction<Contents> expected,
      String experiment,
      Census census) {
    this.examination = examination;
    this.table = table;
    this.expected = expected;
    this.experiment = experiment;
    this.census = census;
  }

  void check() {
    for (int i = 0; i < TRIES && !readOnce(); i++) {}
    contents.forEach(
        (name, owners) ->
            owners
                .keySet()
                .forEach(o -> holders.computeIfAbsent(o, x -> new ArrayList<>()).add(name)));
    contents.forEach(this::check);
    if (table.visibility() != Visibility.ALWAYS) {
      census.of(experiment).forEach(this::checkComplete);
    }
  }

  /** Whether every file that was listed was still there when its turn came. */
  private boolean readOnce() {
    try {
      for (String name : Listing.of(examination.files(), table, experiment).names()) {
        if (!contents.containsKey(name)) {
          Map<Owner, Integer> owners = new LinkedHashMap<>();
          if (examination.read(
              table, path(name), row -> owners.merge(table.owner(row), 1, Integer::sum))) {
            contents.put(name, owners);
          } else {
            contents.put(name, Map.of());
          }
        }
      }
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private void check(String name, Map<Owner, Integer> owners) {
    if (owners.isEmpty()) {
      return;
    }
    Optional<StepFile> file = FileNames.step(name);
    if (file.isPresent()
        && !owners.keySet().stream().allMatch(o -> o.stepId().equals(file.get().stepId()))) {
      examination.report(
          Kind.UNREADABLE,
          path(name),
          "it holds rows of other steps than its name says",
          () -> examination.repairs().setAside(path(name)));
      return;
    }
    List<Owner> orphans = owners.keySet().stream().filter(owner -> !visible(owner)).toList();
    if (!orphans.isEmpty()) {
      checkOrphans(name, owners.keySet(), orphans);
    } else {
      checkDuplicates(name, owners.keySet());
    }
  }

  private void checkOrphans(String name, Set<Owner> owners, List<Owner> orphans) {
    boolean ours =
        orphans.stream().allMatch(o -> examination.repairs().uncommitted(experiment, o.stepId()));
    if (!ours && !examination.quiet(path(name))) {
      return;
    }
    String message =
        "%d of the %d steps or uses in it are not committed, among them step %s"
            .formatted(orphans.size(), owners.size(), orphans.get(0).stepId());
    boolean needed = owners.stream().anyMatch(o -> !orphans.contains(o) && first(o).equals(name));
    if (!needed) {
      examination.report(
          Kind.ORPHAN_ROWS, path(name), message, () -> examination.repairs().delete(path(name)));
    } else if (FileNames.compacted(name)) {
      Set<Owner> unwanted = Set.copyOf(orphans);
      examination.report(
          Kind.ORPHAN_ROWS,
          path(name),
          message,
          () -> examination.repairs().rewriteWithout(table, experiment, name, unwanted::contains));
    } else {
      examination.report(Kind.ORPHAN_ROWS, path(name), message + "; readers pass over them");
    }
  }

  private void checkDuplicates(String name, Set<Owner> owners) {
    long doubled = owners.stream().filter(owner -> !first(owner).equals(name)).count();
    if (doubled == owners.size()) {
      examination.report(
          Kind.DUPLICATE_ROWS,
          path(name),
          "another file has all of its rows",
          () -> examination.repairs().delete(path(name)));
    } else if (doubled > 0) {
      examination.report(
          Kind.DUPLICATE_ROWS,
          path(name),
          "another file has some of its rows; compact merges them");
    }
  }

  private void checkComplete(String stepId, Census.Entry entry) {
    int wanted = expected.applyAsInt(entry.contents());
    List<Owner> owners =
        table.visibility() == Visibility.USE
            ? entry.uses().stream().sorted().map(use -> Owner.use(stepId, use)).toList()
            : List.of(Owner.step(stepId));
    for (Owner owner : owners) {
      int found =
          holders(owner).isEmpty()
              ? 0
              : contents.getOrDefault(first(owner), Map.of()).getOrDefault(owner, 0);
      if (found != wanted) {
        examination.report(
            Kind.MISSING_ROWS,
            FileNames.folder(table, experiment),
            "step %s is committed with %d rows%s and has %d"
                .formatted(stepId, wanted, owner.use().map(use -> " for " + use).orElse(""), found),
            () -> examination.repairs().uncommit(experiment, stepId));
      }
    }
  }

  private List<String> holders(Owner owner) {
    return holders.getOrDefault(owner, List.of());
  }

  private String first(Owner owner) {
    return holders(owner).get(0);
  }

  private boolean visible(Owner owner) {
    Optional<Census.Entry> entry = census.of(experiment, owner.stepId());
    return switch (table.visibility()) {
      case ALWAYS -> true;
      case STEP -> entry.isPresent();
      case USE -> entry.isPresent() && owner.use().filter(entry.get().uses()::contains).isPresent();
    };
  }

  private String path(String name) {
    return FileNames.path(table, experiment, name);
  }
}
