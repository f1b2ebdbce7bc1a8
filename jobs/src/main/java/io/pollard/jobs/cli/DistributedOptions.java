package io.pollard.jobs.cli;

import io.pollard.UserException;
import java.time.Duration;
import java.util.Optional;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Option;

/** How a network is trained by all executors at once. */
final class DistributedOptions {
  @Option(
      names = "--distributed",
      description = {
        "Trains each network with all executors at once, on data that no process holds as a whole:",
        "workers share the examples, and their parameters are averaged."
      })
  private boolean given;

  @Option(
      names = "--workers",
      paramLabel = "<number>",
      description =
          "With --distributed: who share the examples, a core each (default: the threads of a local"
              + " master; on a cluster, say it).")
  private Optional<Integer> workers = Optional.empty();

  @Option(
      names = "--averaging-frequency",
      paramLabel = "<steps>",
      description =
          "With --distributed: steps that each worker takes between two averagings (default: "
              + DEFAULT_FREQUENCY
              + ").")
  private Optional<Integer> averagingFrequency = Optional.empty();

  @Option(
      names = "--checkpoint-every",
      paramLabel = "<minutes>",
      description =
          "With --distributed: how often to keep what was reached, from where the same command goes"
              + " on; 0 = after every averaging (default: "
              + DEFAULT_MINUTES
              + ").")
  private Optional<Integer> minutes = Optional.empty();

  private static final int DEFAULT_FREQUENCY = 10;
  private static final int DEFAULT_MINUTES = 10;

  /**
   * Whether to train so.
   *
   * @param starts whether there is a step to start from, which only goes with it, too
   * @throws UserException if options are given that only go with it
   */
  boolean isGiven(boolean starts) {
    boolean others =
        starts || workers.isPresent() || averagingFrequency.isPresent() || minutes.isPresent();
    if (!given && others) {
      throw new UserException(
          "Cannot train: --step, --workers, --averaging-frequency and --checkpoint-every go with --distributed; add it, or leave them out");
    }
    return given;
  }

  /**
   * How many share the examples.
   *
   * @throws UserException if nobody says it and it does not follow
   */
  int workers(SparkConf conf) {
    if (workers.isEmpty() && !conf.get("spark.master").startsWith("local")) {
      throw new UserException(
          "Cannot train with --distributed on a cluster: nothing says how many workers share the examples, and the result depends on it (master=%s); say it with --workers"
              .formatted(conf.get("spark.master")));
    }
    return Options.positive("--workers", workers.orElseGet(() -> Sessions.localCores(conf)));
  }

  int averagingFrequency() {
    return Options.positive("--averaging-frequency", averagingFrequency.orElse(DEFAULT_FREQUENCY));
  }

  /**
   * Time between two checkpoints.
   *
   * @throws UserException if it is negative
   */
  Duration checkpointEvery() {
    int every = minutes.orElse(DEFAULT_MINUTES);
    if (every < 0) {
      throw new UserException(
          "Cannot keep checkpoints: no number of minutes (--checkpoint-every=%d); give 0 or more"
              .formatted(every));
    }
    return Duration.ofMinutes(every);
  }
}
