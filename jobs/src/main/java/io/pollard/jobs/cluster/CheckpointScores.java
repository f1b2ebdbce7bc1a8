package io.pollard.jobs.cluster;

import io.pollard.UserException;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Slice;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.ScoringRule.Elementwise;
import io.pollard.prune.sharded.ScoreChunk;
import io.pollard.prune.sharded.ShardedScores;
import io.pollard.spec.Binder;
import io.pollard.spec.Canonical;
import io.pollard.store.TensorStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The scores of the single weights of a checkpoint, read part by part where tasks run: no process
 * ever holds more than a part of one tensor, driver included.
 */
public final class CheckpointScores {
  /** Bytes of the file that a task reads at least. */
  private static final long RANGE = 64L << 20;

  private final JavaSparkContext spark;
  private final String warehouse;
  private final String stepId;
  private final String rule;
  private final ParameterLayout layout;
  private final long length;

  /**
   * @param warehouse its location
   * @param stepId whose checkpoint it is
   * @param rule looks at nothing but the weight
   * @throws UserException if the rule needs more
   */
  public CheckpointScores(
      JavaSparkContext spark, String warehouse, String stepId, ScoringRule rule) {
    if (rule.elementwise().isEmpty()) {
      throw new UserException(
          "Cannot score a checkpoint part by part with %s: it needs more than the single weight; leave --stream out, or choose magnitude"
              .formatted(rule.name()));
    }
    this.spark = spark;
    this.warehouse = warehouse;
    this.stepId = stepId;
    this.rule = Canonical.settings(rule);
    TensorStream tensors =
        ExecutorLocal.workshop(spark.getConf()).warehouse(warehouse).tensors(stepId);
    layout = tensors.layout();
    length = tensors.length();
  }

  /** Where the network's parameters lie. */
  public ParameterLayout layout() {
    return layout;
  }

  /** The scores of some tensors, ranked together by their place in the flat vector. */
  public ShardedScores of(List<Slice> slices) {
    HashMap<String, Long> offsets = new HashMap<>();
    slices.forEach(slice -> offsets.put(slice.tensor(), (long) slice.offset()));
    long ranges = Math.max(1, Math.min(length / RANGE + 1, 10_000));
    List<SparkScores.Source> sources = new ArrayList<>();
    for (long i = 0; i < ranges; i++) {
      sources.add(
          new Range(
              warehouse,
              stepId,
              rule,
              offsets,
              length * i / ranges,
              i + 1 == ranges ? Long.MAX_VALUE : length * (i + 1) / ranges));
    }
    return new SparkScores(spark.parallelize(sources, (int) ranges));
  }

  /** A range of the checkpoint's file. */
  private record Range(
      String warehouse,
      String stepId,
      String rule,
      HashMap<String, Long> offsets,
      long from,
      long to)
      implements SparkScores.Source {

    @Override
    public void forEach(Consumer<ScoreChunk> consumer) {
      Elementwise elements =
          Binder.read(rule, ScoringRule.class, "a scoring rule").elementwise().orElseThrow();
      Map<String, Long> wanted = offsets;
      ExecutorLocal.workshop(SparkEnv.get().conf())
          .warehouse(warehouse)
          .tensors(stepId)
          .read(
              from,
              to,
              wanted::containsKey,
              part -> {
                float[] scores = part.values();
                for (int i = 0; i < scores.length; i++) {
                  scores[i] = elements.score(scores[i]);
                }
                long first =
                    wanted.getOrDefault(part.tensor(), 0L) + (long) part.part() * TensorStream.PART;
                consumer.accept(
                    new ScoreChunk(part.tensor(), first, scores, scores.length, part.mask()));
              });
    }
  }
}
