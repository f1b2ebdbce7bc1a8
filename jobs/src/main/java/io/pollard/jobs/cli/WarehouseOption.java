package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.data.place.Credentials;
import io.pollard.jobs.cluster.HadoopSettings;
import io.pollard.store.Warehouse;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Option;

/** Where the tables lie. */
final class WarehouseOption {
  static final String DEFAULT = "warehouse";

  @Option(
      names = "--warehouse",
      paramLabel = "<folder>",
      description = "Root of the tables: a folder, hdfs:// or s3a:// (default: ${DEFAULT-VALUE}).")
  private String root = DEFAULT;

  String root() {
    return root;
  }

  /**
   * The warehouse.
   *
   * @param conf whose {@code spark.hadoop.*} settings are Hadoop's
   */
  Warehouse open(SparkConf conf) {
    return Warehouse.open(Credentials.refuse(root), HadoopSettings.of(conf));
  }

  /**
   * The warehouse, which must not be empty.
   *
   * @param what is done with it, such as {@code query}
   * @throws UserException if nothing is there
   */
  Warehouse existing(String what, SparkConf conf) {
    Warehouse warehouse = open(conf);
    if (warehouse.experiments().isEmpty()) {
      throw new UserException(
          "Cannot %s the warehouse: nothing is committed there (warehouse=%s); run an experiment first, or name another with --warehouse"
              .formatted(what, root));
    }
    return warehouse;
  }
}
