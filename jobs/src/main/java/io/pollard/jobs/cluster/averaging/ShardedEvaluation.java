package io.pollard.jobs.cluster.averaging;

import io.pollard.data.Samples;
import io.pollard.execute.Workshop;
import io.pollard.measure.Accuracy;
import io.pollard.measure.Evaluator;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Evaluates a network where the examples are. Only counts come back. */
final class ShardedEvaluation {
  private final JavaSparkContext spark;
  private final Broadcast<Lesson> lesson;

  ShardedEvaluation(JavaSparkContext spark, Broadcast<Lesson> lesson) {
    this.spark = spark;
    this.lesson = lesson;
  }

  /** Accuracy and loss on all examples of some shards; the losses are added in their order. */
  Accuracy of(JavaRDD<Shard> shards, float[] parameters) {
    Broadcast<float[]> values = spark.broadcast(parameters);
    try {
      List<Part> parts = new ArrayList<>(shards.map(new Evaluate(lesson, values)).collect());
      parts.sort(Comparator.comparingInt(Part::first));
      int samples = 0;
      int top1 = 0;
      int top5 = 0;
      double loss = 0.0;
      for (Part part : parts) {
        samples += part.samples();
        top1 += part.top1();
        top5 += part.top5();
        loss += part.loss() * part.samples();
      }
      return new Accuracy(samples, top1, top5, loss / samples);
    } finally {
      values.destroy();
    }
  }

  /**
   * What a shard comes to.
   *
   * @param first number of its first example
   * @param samples how many
   * @param top1 how many were right
   * @param top5 how many had the label among the five highest
   * @param loss mean over them
   */
  private record Part(int first, int samples, int top1, int top5, double loss)
      implements Serializable {}

  private record Evaluate(Broadcast<Lesson> lesson, Broadcast<float[]> parameters)
      implements Function<Shard, Part> {
    @Override
    public Part call(Shard shard) {
      Samples samples = lesson.value().samples(shard);
      try (Workshop.Lease lease = lesson.value().compiled()) {
        lease.network().parameters(parameters.value());
        Accuracy accuracy = new Evaluator(lease.network()).evaluate(samples);
        return new Part(
            shard.examples()[0],
            accuracy.samples(),
            accuracy.top1(),
            accuracy.top5(),
            accuracy.loss());
      }
    }
  }
}
