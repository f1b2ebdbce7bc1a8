package io.pollard.store;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the files of a warehouse are called.
 *
 * <pre>
 * &lt;table&gt;/experiment=&lt;name&gt;/&lt;step id&gt;-&lt;uses&gt;.parquet   rows of one step
 * failures/experiment=&lt;name&gt;/&lt;step id&gt;-&lt;uses&gt;-&lt;moment&gt;-&lt;attempt&gt;.parquet
 * latency/experiment=&lt;name&gt;/&lt;step id&gt;-&lt;uses&gt;-&lt;moment&gt;-1.parquet
 * &lt;table&gt;/experiment=&lt;name&gt;/compacted.&lt;hash&gt;.parquet     rows of many steps
 * checkpoints/&lt;step id&gt;.parquet                         a step's checkpoint
 * &lt;table&gt;/_writing/...                                   unfinished files
 * </pre>
 *
 * A step id has neither '-' nor '.', so no name has two meanings.
 */
final class FileNames {
  private static final String PARTITION = "experiment=";
  private static final Pattern STEP =
      Pattern.compile(
          "(?<step>[A-Za-z0-9][A-Za-z0-9_]*)-(?<uses>[0-9a-f]{8})(?<run>(-[0-9]+-[0-9]+)?)\\.parquet");
  private static final Pattern CHECKPOINT =
      Pattern.compile("(?<step>[A-Za-z0-9][A-Za-z0-9_]*)\\.parquet");
  private static final String COMPACTED_PREFIX = "compacted.";
  private static final int COMPACTED_HASH = 16;
  private static final Pattern COMPACTED = Pattern.compile("compacted\\.[0-9a-f]{16}\\.parquet");

  private FileNames() {}

  /**
   * The rows of a step's uses.
   *
   * @param stepId its id
   * @param uses hash of the uses, see {@link Use#hash}
   * @param run {@code -<moment>-<attempt>} of a failed run or a measurement; empty for what can
   *     commit only once
   */
  record StepFile(String stepId, String uses, String run) {
    StepFile(String stepId, Collection<Use> uses) {
      this(stepId, Use.hash(uses), "");
    }

    String name() {
      return stepId + "-" + uses + run + ".parquet";
    }
  }

  static String folder(Table<?> table, String experiment) {
    return table.name() + "/" + PARTITION + Identifiers.experiment(experiment);
  }

  static String path(Table<?> table, String experiment, String name) {
    return folder(table, experiment) + "/" + name;
  }

  static String checkpoint(String stepId) {
    return Tables.CHECKPOINTS.name() + "/" + Identifiers.step(stepId) + ".parquet";
  }

  /** The experiment of a partition's folder, if it is one. */
  static Optional<String> experiment(String folder) {
    return Optional.of(folder)
        .filter(name -> name.startsWith(PARTITION))
        .map(name -> name.substring(PARTITION.length()))
        .filter(Identifiers::fits);
  }

  static Optional<StepFile> step(String name) {
    Matcher matcher = STEP.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new StepFile(matcher.group("step"), matcher.group("uses"), matcher.group("run")))
        : Optional.empty();
  }

  /** The step id of a checkpoint's file. */
  static Optional<String> checkpointStep(String name) {
    Matcher matcher = CHECKPOINT.matcher(name);
    return matcher.matches() ? Optional.of(matcher.group("step")) : Optional.empty();
  }

  /** The name of a compacted file that is made of something. */
  static String compactedOf(String source) {
    String hash = Hashes.sha256(source.getBytes(StandardCharsets.UTF_8));
    return COMPACTED_PREFIX + hash.substring(0, COMPACTED_HASH) + ".parquet";
  }

  static boolean compacted(String name) {
    return name.startsWith(COMPACTED_PREFIX) && COMPACTED.matcher(name).matches();
  }

  /** Whether readers pass over a name, as Spark does. */
  static boolean hidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }
}
