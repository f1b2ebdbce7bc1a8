package io.pollard.jobs.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * Hadoop's settings as Spark was told them: its {@code spark.hadoop.*} keys, without the prefix.
 */
public final class HadoopSettings {
  private static final String PREFIX = "spark.hadoop.";

  private HadoopSettings() {}

  public static Map<String, String> of(SparkConf conf) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Tuple2<String, String> entry : conf.getAllWithPrefix(PREFIX)) {
      settings.put(entry._1(), entry._2());
    }
    return settings;
  }
}
