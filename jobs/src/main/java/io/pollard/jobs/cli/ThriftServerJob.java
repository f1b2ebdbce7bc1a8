package io.pollard.jobs.cli;

import io.pollard.UserException;
import io.pollard.store.Tables;
import io.pollard.udfs.Views;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.hive.thriftserver.HiveThriftServer2;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pollard thrift-server}: the tables for whatever speaks JDBC or ODBC. */
@Command(
    name = "thrift-server",
    mixinStandardHelpOptions = true,
    description = {
      "Runs Spark's Thrift server, in which every table of the warehouse is a view: for JDBC and ODBC.",
      "It listens on this machine alone unless --host says otherwise, and asks nobody for a password."
    },
    footer = {
      "",
      "Examples:",
      "  bin/pollard thrift-server",
      "  bin/pollard thrift-server --port 10001 --warehouse hdfs:///pollard",
      "  beeline -u jdbc:hive2://127.0.0.1:10000 -e 'show views'"
    })
public final class ThriftServerJob implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--host",
      paramLabel = "<address>",
      description = "Where it listens (default: ${DEFAULT-VALUE}); 0.0.0.0 = everywhere.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "<number>",
      description = "At which port (default: ${DEFAULT-VALUE}).")
  private int port = 10000;

  @Mixin private final WarehouseOption warehouse = new WarehouseOption();
  @Mixin private final SparkOptions spark = new SparkOptions();

  ThriftServerJob(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String... args) {
    CommandRun.main(ThriftServerJob::new, args);
  }

  /** Until the process is told to end. */
  @Override
  public Integer call() throws InterruptedException {
    SparkConf conf = Sessions.conf("pollard thrift-server", spark);
    conf.set(Views.WAREHOUSE, warehouse.existing("serve", conf).location());
    conf.set("spark.hadoop.hive.server2.thrift.bind.host", host);
    conf.set("spark.hadoop.hive.server2.thrift.port", Integer.toString(port));
    // An analyst's long query does not hold up the others.
    conf.setIfMissing("spark.scheduler.mode", "FAIR");
    requireHive();
    requireFree();
    try (SparkSession session = Sessions.open(conf)) {
      Tables.all()
          .forEach(
              table ->
                  session.sql(
                      "CREATE OR REPLACE VIEW %1$s AS SELECT * FROM pollard_%1$s"
                          .formatted(table.name())));
      HiveThriftServer2.startWithContext(session.sqlContext());
      terminal.out().println("Listening: jdbc:hive2://%s:%d".formatted(host, port));
      new CountDownLatch(1).await();
    }
    return ExitCode.DONE;
  }

  /** The server itself would only say that it has failed. */
  private void requireFree() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          "Cannot start the Thrift server: the system says %s (--host=%s, --port=%d); choose another"
              .formatted(e, host, port),
          e);
    }
  }

  private static void requireHive() {
    try {
      Class.forName("org.apache.hadoop.hive.conf.HiveConf");
    } catch (ClassNotFoundException e) {
      throw new UserException(
          "Cannot start the Thrift server: this Spark has no Hive; run it through bin/pollard, or with a Spark distribution that has Hive",
          e);
    }
  }
}
