package io.pollard.jobs.cluster.averaging;

import io.pollard.prune.scoring.Combination;
import io.pollard.prune.scoring.SumTree;
import io.pollard.prune.scoring.Sums;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Averages what workers end a round with: in double precision, in the fixed tree of {@link
 * SumTree}, rounded once at the end. What is 0.0 for all of them stays 0.0.
 */
final class Mean {
  private static final int DEPTH = 2;

  private Mean() {}

  /**
   * The mean.
   *
   * @param parameters over the layout
   * @param optimizerState as in {@code Learner.optimizerState}; empty if there is none
   * @param loss of the round
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Values(float[] parameters, float[] optimizerState, double loss) {}

  /**
   * The mean over all workers.
   *
   * @param results one in each partition
   */
  static Values of(JavaRDD<ParameterAveragingTrainingResult> results, int workers) {
    Sums sums =
        results
            .mapPartitionsWithIndex(new Plant(), false)
            .treeReduce(new Merge(), DEPTH)
            .total(Combination::add, workers);
    double[] values = sums.values();
    // The first value is the number of parameters, summed like all others.
    int parameters = (int) (values[0] / workers);
    float[] means = new float[values.length - 2];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (values[i + 2] / workers);
    }
    return new Values(
        Arrays.copyOf(means, parameters),
        Arrays.copyOfRange(means, parameters, means.length),
        values[1] / workers);
  }

  private static double[] vector(ParameterAveragingTrainingResult result) {
    float[] parameters = AveragingWorker.floats(result.getParameters());
    INDArray updater = result.getUpdaterState();
    float[] state = updater == null ? new float[0] : AveragingWorker.floats(updater);
    double[] vector = new double[2 + parameters.length + state.length];
    vector[0] = parameters.length;
    vector[1] = result.getScore();
    for (int i = 0; i < parameters.length; i++) {
      vector[2 + i] = parameters[i];
    }
    for (int i = 0; i < state.length; i++) {
      vector[2 + parameters.length + i] = state[i];
    }
    return vector;
  }

  /** A tree of one worker. */
  private record Plant()
      implements Function2<Integer, Iterator<ParameterAveragingTrainingResult>, Iterator<SumTree>> {
    @Override
    public Iterator<SumTree> call(
        Integer worker, Iterator<ParameterAveragingTrainingResult> results) {
      SumTree tree = new SumTree();
      results.forEachRemaining(result -> tree.add(Combination::add, worker, 1, vector(result)));
      return List.of(tree).iterator();
    }
  }

  private record Merge() implements Function2<SumTree, SumTree, SumTree> {
    @Override
    public SumTree call(SumTree tree, SumTree other) {
      tree.merge(Combination::add, other);
      return tree;
    }
  }
}
