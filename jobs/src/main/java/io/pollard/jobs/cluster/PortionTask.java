package io.pollard.jobs.cluster;

import io.pollard.data.Dataset;
import io.pollard.data.Samples;
import io.pollard.engine.Engines;
import io.pollard.execute.Conditions;
import io.pollard.sensitivity.Analysis;
import io.pollard.sensitivity.Portion;
import io.pollard.sensitivity.Specimen;
import io.pollard.sensitivity.Standing;
import io.pollard.sensitivity.Stations;
import io.pollard.sensitivity.Tally;
import io.pollard.spec.Binder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a portion's task does on an executor. Data set and stations are kept between tasks.
 *
 * @param analysis its settings, canonical
 * @param specimen the network, sent to each executor once
 */
record PortionTask(String analysis, Broadcast<Specimen> specimen) implements Serializable {

  List<Tally> tallies(Portion portion) {
    Analysis settings = settings();
    TaskContext context = TaskContext.get();
    Samples samples = samples(settings);
    try (Stations.Lease lease = lease(settings, portion)) {
      return new ArrayList<>(lease.station().run(samples, portion, context::isInterrupted));
    }
  }

  List<Standing> standings(Portion portion) {
    Analysis settings = settings();
    Samples samples = samples(settings);
    try (Stations.Lease lease = lease(settings, portion)) {
      return new ArrayList<>(lease.station().standings(samples, portion.examples()));
    }
  }

  private Analysis settings() {
    return Binder.read(analysis, Analysis.class, "the settings of a sensitivity analysis");
  }

  private static Samples samples(Analysis settings) {
    Dataset dataset = ExecutorLocal.workshop(SparkEnv.get().conf()).dataset(settings.dataset());
    Conditions.requireSame(
        dataset, settings.dataFingerprint(), settings.engine(), settings.arithmetic());
    return settings.split().of(dataset);
  }

  private Stations.Lease lease(Analysis settings, Portion portion) {
    return ExecutorLocal.stations()
        .take(
            specimen.value(),
            portion,
            () -> Engines.named(settings.engine()),
            settings.batchSize());
  }
}
