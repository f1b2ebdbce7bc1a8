package io.pollard.jobs.cluster.averaging;

import io.pollard.data.Piece;
import io.pollard.data.PiecewiseDataset;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * A data set across the executors: each piece is read where a task runs, and its training examples
 * are dealt out to the workers. Kept in memory, and on disk where that does not hold it; what is
 * lost with an executor is read again. Nothing of it passes through the driver.
 */
final class ShardedDataset implements AutoCloseable {
  private final JavaRDD<Shard> train;
  private final JavaRDD<Shard> validation;
  private final JavaRDD<Shard> test;
  private final List<Broadcast<int[]>> broadcasts = new ArrayList<>();

  /**
   * @param workers how many share the training examples
   * @param seed of the draws that deal them out
   */
  ShardedDataset(JavaSparkContext spark, PiecewiseDataset dataset, int workers, long seed) {
    Broadcast<int[]> owners = broadcast(spark, dataset.owners(workers, seed));
    Broadcast<int[]> testOwners = broadcast(spark, dataset.testOwners());
    int size = dataset.shape().size();
    List<Placed> trainPieces = placed(dataset.trainPieces());
    train =
        spark
            .parallelize(trainPieces, trainPieces.size())
            .flatMapToPair(new Deal(owners, workers, size))
            .partitionBy(new HashPartitioner(workers))
            .mapPartitions(new Gather())
            .persist(StorageLevel.MEMORY_AND_DISK());
    validation =
        spark
            .parallelize(trainPieces, trainPieces.size())
            .flatMap(new Take(owners, PiecewiseDataset.VALIDATION, size))
            .persist(StorageLevel.MEMORY_AND_DISK());
    List<Placed> testPieces = placed(dataset.testPieces());
    test =
        spark
            .parallelize(testPieces, testPieces.size())
            .flatMap(new Take(testOwners, 0, size))
            .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** A shard for each worker, a partition each. */
  JavaRDD<Shard> train() {
    return train;
  }

  /** What is set aside for validation, a shard for each piece that has any. */
  JavaRDD<Shard> validation() {
    return validation;
  }

  /** The test examples, a shard for each piece that has any. */
  JavaRDD<Shard> test() {
    return test;
  }

  private Broadcast<int[]> broadcast(JavaSparkContext spark, int[] owners) {
    Broadcast<int[]> broadcast = spark.broadcast(owners);
    broadcasts.add(broadcast);
    return broadcast;
  }

  private static List<Placed> placed(List<Piece> pieces) {
    List<Placed> placed = new ArrayList<>();
    int first = 0;
    for (Piece piece : pieces) {
      placed.add(new Placed(piece, first));
      first += piece.size();
    }
    return placed;
  }

  @Override
  public void close() {
    List.of(train, validation, test).forEach(JavaRDD::unpersist);
    broadcasts.forEach(Broadcast::destroy);
  }

  /**
   * A piece and the number of its first example.
   *
   * @param piece where the examples lie
   * @param first number of the first
   */
  private record Placed(Piece piece, int first) implements Serializable {}

  /** Reads a piece and cuts it by worker. */
  private record Deal(Broadcast<int[]> owners, int workers, int size)
      implements PairFlatMapFunction<Placed, Integer, Shard> {
    @Override
    public Iterator<Tuple2<Integer, Shard>> call(Placed placed) {
      int[] labels = placed.piece().labels();
      var values = placed.piece().values();
      return IntStream.range(0, workers)
          .mapToObj(
              worker ->
                  new Tuple2<>(
                      worker,
                      Shard.of(values, labels, placed.first(), owners.value(), worker, size)))
          .filter(dealt -> dealt._2().size() > 0)
          .iterator();
    }
  }

  /** Puts a worker's examples together, in their order. */
  private record Gather() implements FlatMapFunction<Iterator<Tuple2<Integer, Shard>>, Shard> {
    @Override
    public Iterator<Shard> call(Iterator<Tuple2<Integer, Shard>> dealt) {
      List<Shard> parts = new ArrayList<>();
      dealt.forEachRemaining(part -> parts.add(part._2()));
      parts.sort(Comparator.comparingInt(part -> part.examples()[0]));
      return parts.isEmpty()
          ? Collections.emptyIterator()
          : List.of(Shard.concatenated(parts)).iterator();
    }
  }

  /** Reads a piece, if any of it is wanted. */
  private record Take(Broadcast<int[]> owners, int owner, int size)
      implements FlatMapFunction<Placed, Shard> {
    @Override
    public Iterator<Shard> call(Placed placed) {
      boolean wanted =
          IntStream.range(placed.first(), placed.first() + placed.piece().size())
              .anyMatch(example -> owners.value()[example] == owner);
      return wanted
          ? List.of(
                  Shard.of(
                      placed.piece().values(),
                      placed.piece().labels(),
                      placed.first(),
                      owners.value(),
                      owner,
                      size))
              .iterator()
          : Collections.emptyIterator();
    }
  }
}
