package io.pollard.jobs.cluster.averaging;

import io.pollard.data.Batches;
import io.pollard.data.Samples;
import io.pollard.engine.dl4j.Dl4jRuntime;
import io.pollard.network.Shape;
import io.pollard.plan.Work;
import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The batches of a worker in a round. Batch k of a worker is a function of its examples, the seed
 * and k alone, so a lost worker's round gives the same again. With one worker they are the batches
 * of a training on one core.
 *
 * @param lesson what is trained
 * @param from number of the worker's first step
 * @param to behind the last
 */
record BatchesOfRound(Broadcast<Lesson> lesson, int from, int to)
    implements Function2<Integer, Iterator<Shard>, Iterator<MultiDataSet>> {

  @Override
  public Iterator<MultiDataSet> call(Integer worker, Iterator<Shard> shards) {
    if (!shards.hasNext()) {
      return Collections.emptyIterator();
    }
    Dl4jRuntime.prepare();
    Work.TrainDistributed work = lesson.value().settings();
    Samples samples = lesson.value().samples(shards.next());
    Shape shape = lesson.value().network().input();
    int classes = lesson.value().network().classes();
    int batchSize = work.setting().training().batchSize();
    Batches batches =
        new Batches(
            samples,
            shape,
            classes,
            batchSize,
            seed(work, worker),
            work.setting().training().augmentation());
    float[] features = new float[Math.multiplyExact(batchSize, shape.size())];
    float[] targets = new float[Math.multiplyExact(batchSize, classes)];
    return IntStream.range(from, to)
        .mapToObj(
            step -> batch(batches.fill(step, features, targets), batchSize, features, targets))
        .iterator();
  }

  /** Whoever works alone draws what a training on one core draws. */
  static long seed(Work.TrainDistributed work, int worker) {
    long seed = work.setting().seed();
    return work.workers() == 1 ? seed : Draws.of(seed, "worker", worker).nextLong();
  }

  /** Copies the first examples of the buffers, which are filled again. */
  private static MultiDataSet batch(int size, int batchSize, float[] features, float[] targets) {
    return new org.nd4j.linalg.dataset.MultiDataSet(
        rows(size, features.length / batchSize, features),
        rows(size, targets.length / batchSize, targets));
  }

  private static INDArray rows(int size, int width, float[] values) {
    return Nd4j.createFromArray(Arrays.copyOf(values, size * width)).reshape(size, width);
  }
}
