package io.pollard.jobs.cluster;

import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.SumTree;
import io.pollard.prune.scoring.Sums;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;

/**
 * Sums up what a scoring rule needs on Spark: neighbouring shards of data to each partition, the
 * results added in a tree of two levels. The sums are those of {@link io.pollard.execute.Scoring}
 * on one thread, bit by bit, whatever the partitions: see {@link SumTree}.
 */
public final class SparkScoring {
  private static final int DEPTH = 2;

  private final JavaSparkContext spark;
  private final int partitions;

  /**
   * @param partitions in how many the shards are cut, if there are so many shards
   */
  public SparkScoring(JavaSparkContext spark, int partitions) {
    this.spark = spark;
    this.partitions = partitions;
  }

  /**
   * The sums over all shards.
   *
   * @param spec that executors read the data set by
   * @param dataset the same, read
   * @param engine name of the engine that computes
   */
  public Sums sums(
      ScoringRule rule, DatasetSpec spec, Dataset dataset, String engine, Subject subject) {
    int shards = rule.needs().shards(dataset.train().size());
    if (shards == 0) {
      return Sums.NONE;
    }
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, shards).boxed().toList());
    Broadcast<ScoringTask> task = spark.broadcast(new ScoringTask(rule, spec, engine, subject));
    try {
      SumTree tree =
          spark
              .parallelize(numbers, Math.min(partitions, shards))
              .mapPartitions(new Shards(task))
              .treeReduce(new Merge(task), DEPTH);
      return tree.total(rule, shards);
    } finally {
      task.destroy();
    }
  }

  private record Shards(Broadcast<ScoringTask> task)
      implements FlatMapFunction<Iterator<Integer>, SumTree> {
    @Override
    public Iterator<SumTree> call(Iterator<Integer> numbers) {
      List<Integer> own = new ArrayList<>();
      numbers.forEachRemaining(own::add);
      SumTree tree =
          task.value()
              .sum(
                  ExecutorLocal.workshop(SparkEnv.get().conf()),
                  own.stream().mapToInt(Integer::intValue));
      return Collections.singletonList(tree).iterator();
    }
  }

  private record Merge(Broadcast<ScoringTask> task)
      implements Function2<SumTree, SumTree, SumTree> {
    @Override
    public SumTree call(SumTree tree, SumTree other) {
      tree.merge(task.value().rule(), other);
      return tree;
    }
  }
}
