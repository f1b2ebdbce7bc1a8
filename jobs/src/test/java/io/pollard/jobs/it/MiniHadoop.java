package io.pollard.jobs.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.ResourceScheduler;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.fifo.FifoScheduler;

/**
 * A process with a real HDFS (one data node) and a real YARN (two node managers). Writes the
 * settings by which clients find them into a folder, and stays until it is killed.
 */
final class MiniHadoop {
  static final String READY = "Hadoop is up";
  private static final int NODES = 2;
  private static final int NODE_MEGABYTES = 4096;

  private MiniHadoop() {}

  /**
   * Starts them.
   *
   * @param arguments folder for their files, folder for the settings
   */
  public static void main(String... arguments) {
    try {
      start(Path.of(arguments[0]), Path.of(arguments[1]));
    } catch (IOException | RuntimeException e) {
      // Threads of what did start would keep the process alive.
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void start(Path files, Path settings) throws IOException {
    Configuration conf = new YarnConfiguration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, files.resolve("hdfs").toString());
    conf.setInt("dfs.replication", 1);
    MiniDFSCluster hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    hdfs.waitActive();

    conf.set("fs.defaultFS", hdfs.getFileSystem().getUri().toString());
    conf.set("hadoop.tmp.dir", files.resolve("tmp").toString());
    // The default one wants queues, and leaves application masters a tenth of the memory.
    conf.setClass(YarnConfiguration.RM_SCHEDULER, FifoScheduler.class, ResourceScheduler.class);
    conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    conf.setInt(YarnConfiguration.NM_PMEM_MB, NODE_MEGABYTES);
    conf.setInt(YarnConfiguration.NM_VCORES, 2);
    // The test counts what happens, not what a small machine has left.
    conf.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    conf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100f);
    // What a container runs with is what the submission says, nothing of a Hadoop that is not
    // installed.
    conf.set(YarnConfiguration.YARN_APPLICATION_CLASSPATH, "");
    conf.set("yarn.nodemanager.local-dirs", files.resolve("local").toString());
    MiniYARNCluster yarn = new MiniYARNCluster("pollard", NODES, 1, 1);
    yarn.init(conf);
    yarn.start();
    if (!waitForNodes(yarn)) {
      throw new IOException("the node managers of YARN have not registered");
    }

    write(yarn.getConfig(), settings.resolve("core-site.xml"));
    write(yarn.getConfig(), settings.resolve("yarn-site.xml"));
    System.out.println(READY);
  }

  private static boolean waitForNodes(MiniYARNCluster yarn) throws IOException {
    try {
      return yarn.waitForNodeManagersToConnect(60_000);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static void write(Configuration conf, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }
}
