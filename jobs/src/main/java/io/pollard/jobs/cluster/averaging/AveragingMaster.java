package io.pollard.jobs.cluster.averaging;

import io.pollard.jobs.cluster.averaging.Mean.Values;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J Spark's parameter averaging, made repeatable. Each {@code fit} is one round: the data has a
 * partition for every worker, with the batches of its steps, and is neither counted nor split at
 * random nor dealt out anew. Averages are taken in one fixed tree over the workers, in whatever
 * order they end; DL4J adds them up as they come, so that three workers differ from run to run.
 */
final class AveragingMaster extends ParameterAveragingTrainingMaster {
  private final transient JavaSparkContext spark;
  private final transient Broadcast<Lesson> lesson;
  private final int workers;
  private final int batchSize;
  private int steps;
  private float[] optimizerState;
  private double loss;

  /**
   * @param steps that each worker has taken before
   * @param optimizerState then; empty = all zero
   */
  AveragingMaster(
      JavaSparkContext spark,
      Broadcast<Lesson> lesson,
      int workers,
      int batchSize,
      int averagingFrequency,
      int steps,
      float[] optimizerState) {
    super(
        new Builder(workers, batchSize)
            .batchSizePerWorker(batchSize)
            .averagingFrequency(averagingFrequency)
            .workerPrefetchNumBatches(0)
            .saveUpdater(true)
            .repartionData(Repartition.Never)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .storageLevel(null));
    this.spark = spark;
    this.lesson = lesson;
    this.workers = workers;
    this.batchSize = batchSize;
    this.steps = steps;
    this.optimizerState = optimizerState;
  }

  /** Steps that each worker has taken. */
  int steps() {
    return steps;
  }

  /** The mean of the workers' optimiser states. */
  float[] optimizerState() {
    return optimizerState;
  }

  /** Mean training loss of the last round. */
  double loss() {
    return loss;
  }

  /** Says how many steps the workers take in the next round. */
  void nextRound(int count) {
    averagingFrequency = count;
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkDl4jMultiLayer network) {
    throw new UnsupportedOperationException("networks are given as graphs");
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkComputationGraph graph) {
    INDArray state = optimizerState.length > 0 ? Nd4j.createFromArray(optimizerState) : null;
    return new AveragingWorker(
        lesson,
        spark.broadcast(
            new NetBroadcastTuple(
                graph.getNetwork().getConfiguration(), graph.getNetwork().params(), state)),
        steps,
        new WorkerConfiguration(true, batchSize, batchSize, averagingFrequency, 0, false));
  }

  @Override
  protected void executeTrainingDirect(
      SparkComputationGraph graph, JavaRDD<MultiDataSet> trainingData) {
    doIteration(graph, trainingData, 1, 1);
  }

  @Override
  protected void doIteration(
      SparkComputationGraph graph, JavaRDD<MultiDataSet> split, int splitNum, int numSplits) {
    AveragingWorker worker = getWorkerInstance(graph);
    try {
      average(graph, split.mapPartitions(new Steps(worker)));
    } finally {
      worker.release();
    }
    steps += averagingFrequency;
  }

  @Override
  protected void processResults(
      SparkDl4jMultiLayer network,
      SparkComputationGraph graph,
      JavaRDD<ParameterAveragingTrainingResult> results,
      int splitNum,
      int totalSplits) {
    average(graph, results);
  }

  private void average(
      SparkComputationGraph graph, JavaRDD<ParameterAveragingTrainingResult> results) {
    Values mean = Mean.of(results, workers);
    graph.getNetwork().params().assign(Nd4j.createFromArray(mean.parameters()).reshape(1, -1));
    optimizerState = mean.optimizerState();
    loss = mean.loss();
  }

  /** A worker's part of a round. */
  private record Steps(AveragingWorker worker)
      implements FlatMapFunction<Iterator<MultiDataSet>, ParameterAveragingTrainingResult> {
    @Override
    public Iterator<ParameterAveragingTrainingResult> call(Iterator<MultiDataSet> batches) {
      return batches.hasNext()
          ? List.of(worker.steps(batches)).iterator()
          : Collections.emptyIterator();
    }
  }
}
