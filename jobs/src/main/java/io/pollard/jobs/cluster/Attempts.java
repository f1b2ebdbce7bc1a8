package io.pollard.jobs.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaSparkContext;

/** How often Spark runs a failing task before it gives up. */
final class Attempts {
  private static final Pattern LOCAL =
      Pattern.compile("local(\\[\\s*(\\*|\\d+)\\s*(,\\s*(\\d+)\\s*)?])?");
  private static final int SPARK_DEFAULT = 4;

  private Attempts() {}

  /** In local mode the second number of {@code local[n,m]}, on a cluster spark.task.maxFailures. */
  static int allowed(JavaSparkContext spark) {
    Matcher local = LOCAL.matcher(spark.master());
    if (local.matches()) {
      return local.group(4) == null ? 1 : Integer.parseInt(local.group(4));
    }
    return spark.getConf().getInt("spark.task.maxFailures", SPARK_DEFAULT);
  }
}
