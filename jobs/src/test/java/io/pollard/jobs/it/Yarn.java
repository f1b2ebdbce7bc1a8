package io.pollard.jobs.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DFSInotifyEventInputStream;
import org.apache.hadoop.hdfs.client.HdfsAdmin;
import org.apache.hadoop.hdfs.inotify.MissingEventsException;

/** YARN and HDFS on this machine, with Pollard's jar on HDFS. */
final class Yarn implements AutoCloseable {
  private static final String JAR = "/apps/pollard.jar";

  private final Path spark;
  private final Path settings;
  private final Running hadoop;
  private final FileSystem files;

  private Yarn(Path folder) throws IOException {
    spark = SparkHome.make(folder);
    settings = Files.createDirectories(folder.resolve("hadoop-conf"));
    hadoop =
        new Jvm(Jvm.testClassPath(), List.of(), Map.of())
            .start(
                MiniHadoop.class.getName(),
                List.of(folder.resolve("hadoop").toString(), settings.toString()));
    hadoop.awaitLine(Pattern.compile(MiniHadoop.READY), 1);
    Configuration conf = new Configuration();
    conf.addResource(new org.apache.hadoop.fs.Path(settings.resolve("core-site.xml").toUri()));
    files = FileSystem.newInstance(conf);
    upload(ShadedJar.path(), JAR);
  }

  /** Starts them; their files lie in the folder. */
  static Yarn start(Path folder) {
    try {
      return new Yarn(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The full name of a path on HDFS. */
  String name(String path) {
    return files.getUri() + path;
  }

  /** Copies a file or a folder to HDFS. */
  void upload(Path from, String to) {
    try {
      files.copyFromLocalFile(path(from), new org.apache.hadoop.fs.Path(to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a folder of HDFS to this machine. */
  void download(String from, Path to) {
    try {
      files.copyToLocalFile(false, new org.apache.hadoop.fs.Path(from), path(to), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits, as HDFS reports what happens to its files, until a folder has so many of them. */
  void awaitFiles(String folder, int count, Running process) {
    long deadline = System.nanoTime() + Running.LIMIT.toNanos();
    try {
      DFSInotifyEventInputStream events =
          new HdfsAdmin(files.getUri(), files.getConf()).getInotifyEventStream();
      while (count(folder) < count) {
        events.poll(1, TimeUnit.SECONDS);
        if (!process.alive() || System.nanoTime() > deadline) {
          throw process.unexpected("did not get to " + count + " files in " + folder);
        }
      }
    } catch (IOException | MissingEventsException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private int count(String folder) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
    return files.exists(path) ? files.listStatus(path).length : 0;
  }

  /** Submits a command in cluster mode, with our settings for YARN. */
  Running submit(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("--master", "yarn", "--deploy-mode", "cluster", "--class", Pollard.MAIN));
    all.addAll(
        List.of("--properties-file", Pollard.root().resolve("conf/spark/yarn.conf").toString()));
    String jars = spark.resolve("jars") + "/*";
    Stream.of(
            "spark.yarn.jars=local:" + jars,
            "spark.driver.extraClassPath=" + jars,
            "spark.executor.extraClassPath=" + jars,
            // What the file says is for machines, this is one.
            "spark.driver.memory=768m",
            "spark.driver.memoryOverhead=256m",
            "spark.executor.cores=1",
            "spark.executor.memory=768m",
            "spark.executor.memoryOverhead=256m",
            "spark.dynamicAllocation.maxExecutors=2",
            "spark.ui.enabled=false")
        .forEach(setting -> all.addAll(List.of("--conf", setting)));
    all.add(name(JAR));
    all.addAll(List.of(arguments));
    return new Jvm(
            List.of(settings, spark.resolve("jars/*")),
            List.of(Pollard.quietLog()),
            Map.of(
                "SPARK_HOME",
                spark.toString(),
                "SPARK_SCALA_VERSION",
                "2.12",
                "HADOOP_CONF_DIR",
                settings.toString()))
        .start("org.apache.spark.deploy.SparkSubmit", all);
  }

  /** The processes of application masters, which run the driver. */
  List<ProcessHandle> applicationMasters() {
    return containers("org.apache.spark.deploy.yarn.ApplicationMaster");
  }

  /** The processes of executors. */
  List<ProcessHandle> executors() {
    return containers("YarnCoarseGrainedExecutorBackend");
  }

  /** The Java processes of containers, not the shells around them. */
  private List<ProcessHandle> containers(String main) {
    return hadoop
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .filter(process -> process.info().commandLine().orElse("").contains(main))
        .toList();
  }

  private static org.apache.hadoop.fs.Path path(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  @Override
  public void close() {
    try (hadoop) {
      files.close();
      Trees.delete(spark);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
