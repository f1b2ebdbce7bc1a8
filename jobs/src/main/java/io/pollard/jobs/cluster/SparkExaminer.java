package io.pollard.jobs.cluster;

import io.pollard.sensitivity.Analysis;
import io.pollard.sensitivity.Examiner;
import io.pollard.sensitivity.Portion;
import io.pollard.sensitivity.Specimen;
import io.pollard.sensitivity.Standing;
import io.pollard.sensitivity.Tally;
import io.pollard.spec.Canonical;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * Looks at portions on a cluster, a task each. The network is broadcast once; what comes back are
 * counts. A lost executor's tasks run again elsewhere and give the same.
 */
public final class SparkExaminer implements Examiner, AutoCloseable {
  private final JavaSparkContext spark;
  private final Broadcast<Specimen> specimen;
  private final PortionTask task;
  private final LongAccumulator done;

  public SparkExaminer(JavaSparkContext spark, Analysis analysis, Specimen specimen) {
    this.spark = spark;
    this.specimen = spark.broadcast(specimen);
    task = new PortionTask(Canonical.settings(analysis), this.specimen);
    done = spark.sc().longAccumulator("cells x examples");
  }

  @Override
  public int slots() {
    return Math.max(1, spark.defaultParallelism());
  }

  /** Cells times examples that are done; for people, since a task that runs again counts twice. */
  public long done() {
    return done.value();
  }

  @Override
  public List<Tally> tallies(List<Portion> portions) {
    PortionTask work = task;
    LongAccumulator progress = done;
    return portions.isEmpty()
        ? List.of()
        : rdd(portions, "sensitivity: cells")
            .flatMap(
                portion -> {
                  List<Tally> tallies = work.tallies(portion);
                  progress.add(portion.work());
                  return tallies.iterator();
                })
            .collect();
  }

  @Override
  public List<Standing> standings(List<Portion> portions) {
    PortionTask work = task;
    return rdd(portions, "sensitivity: unpruned network")
        .flatMap(portion -> work.standings(portion).iterator())
        .collect();
  }

  private JavaRDD<Portion> rdd(List<Portion> portions, String description) {
    spark.setJobGroup("pollard sensitivity", description, true);
    return spark.parallelize(new ArrayList<>(portions), portions.size());
  }

  @Override
  public void close() {
    specimen.destroy();
  }
}
