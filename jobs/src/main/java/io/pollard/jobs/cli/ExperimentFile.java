package io.pollard.jobs.cli;

import io.pollard.plan.Experiment;
import io.pollard.spec.Binder;
import org.apache.spark.SparkConf;

/** Reads experiments. */
final class ExperimentFile {
  private ExperimentFile() {}

  /**
   * The experiment of a file, with the environment's variables in its paths replaced.
   *
   * @param conf whose {@code spark.hadoop.*} settings are Hadoop's
   * @throws io.pollard.UserException if there is no such file, or something in it cannot be used:
   *     then everything that is wrong is listed
   */
  static Experiment read(String file, SparkConf conf) {
    return parse(text(file, conf), "experiment file " + file);
  }

  /** The text of a file, which may lie in any file system of Hadoop. */
  static String text(String file, SparkConf conf) {
    return InputText.read(file, "experiment file", conf);
  }

  /**
   * The experiment of a text.
   *
   * @param source what is read, for messages
   */
  static Experiment parse(String text, String source) {
    return Binder.read(text, Experiment.class, source).located(System.getenv());
  }
}
