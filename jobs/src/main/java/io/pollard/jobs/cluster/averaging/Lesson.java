package io.pollard.jobs.cluster.averaging;

import io.pollard.data.Overview;
import io.pollard.data.Samples;
import io.pollard.execute.Workshop;
import io.pollard.jobs.cluster.ExecutorLocal;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.Shape;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.plan.Work;
import io.pollard.spec.Binder;
import io.pollard.spec.Canonical;
import java.io.Serializable;
import org.apache.spark.SparkEnv;

/**
 * What executors have to know about a training, and what does not change while it lasts: plain
 * values, to be broadcast.
 *
 * @param work its settings, canonical
 * @param name of the network
 * @param configuration DL4J's JSON
 * @param input channels, height and width of an example
 * @param mask what is kept, packed
 * @param length of the flat vector
 * @param trainSize training examples of all workers together
 * @param overview how values are normalised
 */
@SuppressWarnings("ArrayRecordComponent")
record Lesson(
    String work,
    String name,
    String configuration,
    int[] input,
    long[] mask,
    int length,
    int trainSize,
    Overview overview)
    implements Serializable {

  static Lesson of(
      Work.TrainDistributed work, Network network, Mask mask, int trainSize, Overview overview) {
    Shape shape = network.input();
    return new Lesson(
        Canonical.settings(work),
        network.name(),
        network.configuration(),
        new int[] {shape.channels(), shape.height(), shape.width()},
        mask.words(),
        mask.length(),
        trainSize,
        overview);
  }

  Work.TrainDistributed settings() {
    return (Work.TrainDistributed) Binder.read(work, Work.class, "a training");
  }

  Network network() {
    return Dl4jNetworks.fromJson(name, configuration, shape());
  }

  Mask kept() {
    return Mask.ofWords(mask, length);
  }

  Samples samples(Shard shard) {
    return overview.samples(shard.split(), shape());
  }

  /** The network, runnable in this process, under the mask. */
  Workshop.Lease compiled() {
    Work.Setting setting = settings().setting();
    Workshop.Lease lease =
        ExecutorLocal.workshop(SparkEnv.get().conf())
            .compile(setting.engine(), network(), setting.training().batchSize());
    lease.network().mask(kept());
    return lease;
  }

  private Shape shape() {
    return new Shape(input[0], input[1], input[2]);
  }
}
