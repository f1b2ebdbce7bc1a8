package io.pollard.jobs.cluster;

import io.pollard.execute.StepRunner;
import io.pollard.execute.Workshop;
import io.pollard.sensitivity.Stations;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * What a process keeps between tasks: data sets and compiled networks. The one place with state
 * that outlives a task: Spark gives a task no other way to share work with the next one in its
 * process. In local mode driver and executor are one process and share it, so a data set is read
 * once.
 */
public final class ExecutorLocal {
  private static final Map<Map<String, String>, Workshop> WORKSHOPS = new ConcurrentHashMap<>();

  private static final Stations STATIONS = new Stations();

  private ExecutorLocal() {}

  /** The workshop of this process for Hadoop as this configuration says it. */
  public static Workshop workshop(SparkConf conf) {
    return WORKSHOPS.computeIfAbsent(HadoopSettings.of(conf), Workshop::new);
  }

  /** The stations of this process. */
  static Stations stations() {
    return STATIONS;
  }

  /** For a task. */
  static StepRunner runner() {
    return new StepRunner(workshop(SparkEnv.get().conf()));
  }
}
