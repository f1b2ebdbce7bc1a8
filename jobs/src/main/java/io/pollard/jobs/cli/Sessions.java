package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.spec.TextFile;
import io.pollard.udfs.PollardExtensions;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The one place where Spark is set up. */
final class Sessions {
  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[(?<threads>\\*|[1-9][0-9]*)(?:,(?<attempts>[1-9][0-9]*))?])?");

  private Sessions() {}

  /** Starts Spark; the caller closes it. */
  static SparkSession open(SparkConf conf) {
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /**
   * The settings: what spark-submit gave (or {@code -Dspark.*}), over that the properties file,
   * over that {@code --conf}; ours only where none of them says anything.
   *
   * @throws UserException if the properties file cannot be read, or {@code --master} names a
   *     cluster and nobody submitted this process to it
   */
  static SparkConf conf(String name, SparkOptions options) {
    SparkConf conf = new SparkConf();
    options.propertiesFile().ifPresent(file -> addProperties(conf, file));
    options.settings().forEach(conf::set);
    conf.setIfMissing("spark.app.name", name);
    chooseMaster(conf, options);
    if (conf.get("spark.master").startsWith("local")) {
      addLocalDefaults(conf);
    }
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
    conf.setIfMissing("spark.sql.session.timeZone", "UTC");
    conf.setIfMissing("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    conf.setIfMissing("spark.sql.catalogImplementation", "in-memory");
    addExtensions(conf);
    return conf;
  }

  /** Beside those of the user. */
  private static void addExtensions(SparkConf conf) {
    String key = "spark.sql.extensions";
    String ours = PollardExtensions.class.getName();
    String given = conf.get(key, "");
    if (!List.of(given.split(",")).contains(ours)) {
      conf.set(key, given.isEmpty() ? ours : given + "," + ours);
    }
  }

  private static void addProperties(SparkConf conf, Path file) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(TextFile.read(file, "properties file")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "Cannot read properties file: %s (path=%s); mend it".formatted(e.getMessage(), file), e);
    }
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith("spark.")) {
        conf.set(key, properties.getProperty(key).strip());
      }
    }
  }

  private static void chooseMaster(SparkConf conf, SparkOptions options) {
    if (options.master().isEmpty()) {
      conf.setIfMissing("spark.master", withAttempts("local[*]"));
      return;
    }
    String asked = options.master().get();
    if (asked.startsWith("local") && !asked.startsWith("local-cluster")) {
      conf.set("spark.master", withAttempts(asked));
    } else if (!conf.get("spark.master", "").equals(asked)) {
      throw new UserException(
          "Cannot start on a cluster from inside a process: it was not submitted there (--master=%s); use bin/pollard, or give --master to spark-submit"
              .formatted(asked));
    }
  }

  /**
   * {@code local[n] -> local[n,4]}: without the second number Spark gives a task one chance only.
   *
   * @throws UserException if it is not a local master
   */
  static String withAttempts(String master) {
    Matcher local = LOCAL.matcher(master);
    if (!local.matches()) {
      throw new UserException(
          "Cannot start Spark: not a master (--master=%s); give local, local[2] or local[*], or a cluster's URL"
              .formatted(master));
    }
    String threads = Optional.ofNullable(local.group("threads")).orElse("1");
    String attempts = Optional.ofNullable(local.group("attempts")).orElse("4");
    return "local[%s,%s]".formatted(threads, attempts);
  }

  /**
   * How many tasks run at once in this process; this machine's cores if the master is a cluster.
   */
  static int localCores(SparkConf conf) {
    Matcher local = LOCAL.matcher(conf.get("spark.master"));
    return local.matches() && !"*".equals(local.group("threads"))
        ? Integer.parseInt(Optional.ofNullable(local.group("threads")).orElse("1"))
        : Runtime.getRuntime().availableProcessors();
  }

  /**
   * Many queries of few rows, each once: by default Spark would take longer to compile them and to
   * look at what they become than to run them.
   */
  static void forFewRows(SparkConf conf) {
    conf.setIfMissing("spark.sql.codegen.wholeStage", "false");
    conf.setIfMissing("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    conf.setIfMissing("spark.sql.adaptive.enabled", "false");
  }

  private static void addLocalDefaults(SparkConf conf) {
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.driver.host", "127.0.0.1");
    conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    // A few small files, a few tasks: 200 partitions, Spark's default, would take longer to plan
    // than to run.
    conf.setIfMissing("spark.sql.shuffle.partitions", "8");
    conf.setIfMissing(
        "spark.sql.warehouse.dir",
        Path.of(System.getProperty("java.io.tmpdir"), "pollard-spark-warehouse")
            .toUri()
            .toString());
  }
}
