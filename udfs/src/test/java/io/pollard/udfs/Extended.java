package io.pollard.udfs;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** A session as a user sets it up. */
final class Extended {
  private Extended() {}

  static SparkSession session(Path warehouse) {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.extensions", PollardExtensions.class.getName())
        .config(Views.WAREHOUSE, warehouse.toString())
        .getOrCreate();
  }
}
