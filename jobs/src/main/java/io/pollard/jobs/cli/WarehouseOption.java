package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.store.Warehouse;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Option;
import scala.Tuple2;

/** Where the tables lie. */
final class WarehouseOption {
  @Option(
      names = "--warehouse",
      paramLabel = "<folder>",
      description = "Root of the tables: a folder, hdfs:// or s3a:// (default: ${DEFAULT-VALUE}).")
  private String root = "warehouse";

  String root() {
    return root;
  }

  /** The warehouse, with the {@code spark.hadoop.*} settings of this process. */
  Warehouse open() {
    Map<String, String> settings = new HashMap<>();
    for (Tuple2<String, String> entry : new SparkConf().getAllWithPrefix("spark.hadoop.")) {
      settings.put(entry._1(), entry._2());
    }
    return Warehouse.open(root, settings);
  }

  /**
   * The warehouse, which must not be empty.
   *
   * @param what is done with it, such as {@code query}
   * @throws UserException if nothing is there
   */
  Warehouse existing(String what) {
    Warehouse warehouse = open();
    if (warehouse.experiments().isEmpty()) {
      throw new UserException(
          "Cannot %s the warehouse: nothing is committed there (warehouse=%s); run an experiment first, or name another with --warehouse"
              .formatted(what, root));
    }
    return warehouse;
  }
}
