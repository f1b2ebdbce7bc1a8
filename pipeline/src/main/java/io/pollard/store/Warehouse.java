package io.pollard.store;

import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.store.FileNames.StepFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A warehouse: the tables under one root, and the only way to write to them. Cheap to open, so
 * every process opens its own; safe for use by several threads and by several processes at once.
 *
 * <p>A step is committed when its rows in {@code steps} are in place, which happens last. Killing a
 * process at any moment leaves either a committed step or files that nobody sees and that the next
 * commit of the step replaces. If two commit the same step, both may finish and either's rows are
 * right.
 */
public final class Warehouse {
  private final RowFiles files;
  private final Checkpoints checkpoints;
  private final StepWriter writer;

  private Warehouse(Storage storage) {
    files = new RowFiles(storage);
    checkpoints = new Checkpoints(files);
    writer = new StepWriter(files);
  }

  /** The warehouse at a location, with Hadoop's own settings. */
  public static Warehouse open(String location) {
    return open(location, Map.of());
  }

  /**
   * The warehouse at a location. Nothing is created before something is written.
   *
   * @param location a path or a URI that Hadoop understands, taken as Spark takes it: characters
   *     are not escaped, and a path without a scheme is of Hadoop's default file system
   * @param settings of Hadoop, over those of its files
   * @throws UserException if the location cannot be used
   */
  public static Warehouse open(String location, Map<String, String> settings) {
    Configuration configuration = new Configuration();
    settings.forEach(configuration::set);
    try {
      Path path = new Path(location);
      FileSystem system = path.getFileSystem(configuration);
      return new Warehouse(
          system.getScheme().equals("file")
              ? new LocalStorage(
                  java.nio.file.Path.of(system.makeQualified(path).toUri().getPath()))
              : new HadoopStorage(system, path));
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          "Cannot open the warehouse: %s (warehouse=%s); give a folder, or a URI whose file system is configured"
              .formatted(e.getMessage(), location),
          e);
    }
  }

  /** The full name of its root. */
  public String location() {
    return files.storage().name("");
  }

  /** The experiments that have committed steps or failures, in order. */
  public List<String> experiments() {
    Set<String> names = new TreeSet<>();
    for (Table<?> table : List.of(Tables.STEPS, Tables.FAILURES)) {
      files.list(table.name()).forEach(name -> FileNames.experiment(name).ifPresent(names::add));
    }
    return List.copyOf(names);
  }

  /** What an experiment has committed by now. */
  public Committed committed(String experiment) {
    return Committed.of(files, experiment);
  }

  /**
   * Which of some steps are committed anywhere.
   *
   * @return the first experiment that has it, by step id
   */
  public Map<String, String> committedAnywhere(Collection<String> stepIds) {
    Map<String, String> found = new LinkedHashMap<>();
    Set<String> wanted = new HashSet<>(stepIds);
    for (String experiment : experiments()) {
      if (wanted.isEmpty()) {
        break;
      }
      Committed committed = committed(experiment);
      for (String stepId : List.copyOf(wanted)) {
        if (committed.contains(stepId)) {
          found.put(stepId, experiment);
          wanted.remove(stepId);
        }
      }
    }
    return found;
  }

  /**
   * Commits a step. Does nothing if its rows for the same uses are there.
   *
   * @throws DataException if it is committed already with another checkpoint
   */
  public void commit(StepCommit commit) {
    long begin = System.nanoTime();
    StepIdentity step = commit.step();
    StepFile file = new StepFile(step.stepId(), commit.uses());
    if (writer.committed(commit.experiment(), file)) {
      return;
    }
    Optional<TensorRows.Summary> checkpoint =
        commit
            .checkpoint()
            .map(value -> writer.write(value, () -> recordedChecksum(step.stepId())));
    Contents contents =
        new Contents(
            checkpoint.map(TensorRows.Summary::bytes).orElse(0L),
            checkpoint.map(TensorRows.Summary::checksum),
            commit.evaluations().size(),
            commit.history().size(),
            commit.layers().size(),
            commit.sensitivity().size(),
            commit.scores().size());
    writer.write(
        commit.experiment(),
        file,
        StepWriter.rows(
            step.stepId(),
            commit.uses(),
            commit.evaluations(),
            commit.history(),
            commit.layers(),
            commit.sensitivity(),
            commit.scores()),
        () -> {
          Timing timing = commit.timing().withCommit((System.nanoTime() - begin) / 1_000_000);
          List<StepRow> rows = new ArrayList<>();
          for (Use use : commit.uses()) {
            boolean reused = !rows.isEmpty();
            rows.add(
                new StepRow(
                    step, use, commit.run(), reused ? Timing.NONE : timing, reused, contents));
          }
          return rows;
        });
  }

  /**
   * Keeps how far a step has come, where its commit will replace it. Nobody sees it: the step is
   * not committed.
   *
   * @param experiment whose step it is
   * @param uses with which it will be committed
   */
  public void keep(String experiment, List<Use> uses, StepProgress progress) {
    progress.write(files, experiment, uses);
  }

  /**
   * What was kept last of a step that is not committed.
   *
   * @throws DataException if it is damaged
   */
  public Optional<StepProgress> kept(String experiment, List<Use> uses, String stepId) {
    return StepProgress.read(files, experiment, uses, stepId);
  }

  /**
   * Gives an experiment its rows of steps that are committed elsewhere or for other uses, marked as
   * reused. Uses that have rows already are passed over.
   *
   * @param experiment that is to have them
   * @param from the experiment that has them; may be the same one
   * @param uses of each step, by its id
   * @param run who does this and when
   * @throws DataException if the other experiment lacks rows
   */
  public void reuse(String experiment, String from, Map<String, List<Use>> uses, Run run) {
    new StepReuse(this, writer, experiment, from, run).reuse(uses);
  }

  /**
   * Deletes the unfinished files of processes that were killed. May be called at any time: a
   * process that is still writing one writes it anew.
   *
   * @return how many there were
   */
  public int deleteUnfinished() {
    int count = 0;
    for (Table<?> table : Tables.all()) {
      String folder = table.name() + "/" + Storage.ASIDE;
      for (String name : files.list(folder)) {
        files.delete(folder + "/" + name);
        count++;
      }
    }
    return count;
  }

  /**
   * Records failed runs of steps.
   *
   * @param rows all of the same step, attempt and moment
   */
  public void fail(String experiment, List<FailureRow> rows) {
    FailureRow first = rows.get(0);
    StepFile file =
        new StepFile(
            first.stepId(),
            Use.hash(rows.stream().map(FailureRow::use).toList()),
            "-%d-%d".formatted(first.failedAt().toEpochMilli(), first.attempt()));
    files.write(Tables.FAILURES, FileNames.path(Tables.FAILURES, experiment, file.name()), rows);
  }

  /**
   * Records how long a step's network took.
   *
   * @param rows all of the same step and moment
   */
  public void time(String experiment, List<LatencyRow> rows) {
    LatencyRow first = rows.get(0);
    StepFile file =
        new StepFile(
            first.stepId(),
            Use.hash(rows.stream().map(LatencyRow::use).distinct().toList()),
            "-%d-1".formatted(first.measuredAt().toEpochMilli()));
    files.write(Tables.LATENCY, FileNames.path(Tables.LATENCY, experiment, file.name()), rows);
  }

  /**
   * The checkpoint of a step that is committed in some experiment.
   *
   * @throws DataException if it is not there, damaged or another step's
   */
  public Checkpoint checkpoint(String stepId) {
    return checkpoints.read(stepId);
  }

  /** The tensors of a step's checkpoint, for networks that are too large for one process. */
  public TensorStream tensors(String stepId) {
    return new TensorStream(checkpoints, stepId);
  }

  /** Reads the rows of an experiment's committed steps, each once, in no promised order. */
  public <R> void read(Table<R> table, String experiment, Consumer<R> consumer) {
    new TableReader<>(files, table, committed(experiment), Optional.empty(), consumer).read();
  }

  /** The rows of some of an experiment's committed steps. */
  public <R> List<R> rows(Table<R> table, String experiment, Set<String> stepIds) {
    List<R> rows = new ArrayList<>();
    new TableReader<>(files, table, committed(experiment), Optional.of(stepIds), rows::add).read();
    return rows;
  }

  /** All rows of an experiment's committed steps. */
  public <R> List<R> rows(Table<R> table, String experiment) {
    List<R> rows = new ArrayList<>();
    read(table, experiment, rows::add);
    return rows;
  }

  RowFiles files() {
    return files;
  }

  private Optional<String> recordedChecksum(String stepId) {
    return Optional.ofNullable(committedAnywhere(List.of(stepId)).get(stepId))
        .flatMap(
            experiment ->
                rows(Tables.STEPS, experiment, Set.of(stepId)).stream()
                    .flatMap(row -> row.contents().checkpointChecksum().stream())
                    .findFirst());
  }
}
