package io.pollard.store;

import io.pollard.store.Finding.Kind;

/** Looks for files that do not belong into the warehouse's folders. */
final class FolderCheck {
  private final Examination examination;

  FolderCheck(Examination examination) {
    this.examination = examination;
  }

  void check() {
    for (Table<?> table : Tables.all()) {
      unfinished(table.name() + "/" + Storage.ASIDE);
      for (String name : examination.files().list(table.name())) {
        String path = table.name() + "/" + name;
        boolean partition = table.partitioned() && FileNames.experiment(name).isPresent();
        if (partition) {
          partition(path);
        } else if (!FileNames.hidden(name)
            && (table.partitioned() || FileNames.checkpointStep(name).isEmpty())) {
          foreign(path);
        }
      }
    }
  }

  private void unfinished(String folder) {
    for (String name : examination.files().list(folder)) {
      String path = folder + "/" + name;
      if (examination.quiet(path)) {
        examination.report(
            Kind.UNFINISHED,
            path,
            "it was being written by a process that is gone",
            () -> examination.repairs().delete(path));
      }
    }
  }

  private void partition(String folder) {
    for (String name : examination.files().list(folder)) {
      boolean ours = FileNames.step(name).isPresent() || FileNames.compacted(name);
      if (!ours && !FileNames.hidden(name)) {
        foreign(folder + "/" + name);
      }
    }
  }

  private void foreign(String path) {
    examination.report(
        Kind.FOREIGN, path, "it is none of the warehouse's files; move it elsewhere");
  }
}
