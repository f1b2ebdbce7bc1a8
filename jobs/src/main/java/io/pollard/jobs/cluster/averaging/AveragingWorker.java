package io.pollard.jobs.cluster.averaging;

import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.dl4j.Dl4jRuntime;
import io.pollard.execute.Workshop;
import io.pollard.plan.Work;
import io.pollard.train.Training;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A worker of DL4J Spark that takes its steps with an engine of Pollard: the update rule, the
 * learning rate of each step and the mask are those of a training on one core, so what is pruned is
 * exactly 0.0 after every step, and its momentum too.
 */
final class AveragingWorker extends ParameterAveragingTrainingWorker {
  private static final long serialVersionUID = 1L;

  private final Broadcast<Lesson> lesson;
  private final Broadcast<NetBroadcastTuple> model;
  private final int from;

  /**
   * @param lesson what is trained
   * @param model the values to start from
   * @param from steps that the worker has taken before
   */
  AveragingWorker(
      Broadcast<Lesson> lesson,
      Broadcast<NetBroadcastTuple> model,
      int from,
      WorkerConfiguration configuration) {
    super(model, true, configuration, null, null, null);
    this.lesson = lesson;
    this.model = model;
    this.from = from;
  }

  /**
   * Takes a step with each batch.
   *
   * @param batches of this worker in this round, at least one
   */
  ParameterAveragingTrainingResult steps(Iterator<MultiDataSet> batches) {
    Dl4jRuntime.prepare();
    TaskContext context = TaskContext.get();
    Work.TrainDistributed work = lesson.value().settings();
    Training training = work.setting().training();
    int perEpoch = training.iterationsPerEpoch(lesson.value().trainSize());
    int last = training.totalIterations(lesson.value().trainSize()) - 1;
    long seed = BatchesOfRound.seed(work, context.partitionId());
    try (Workshop.Lease lease = lesson.value().compiled()) {
      CompiledNetwork network = lease.network();
      network.updateRule(training.updateRule());
      network.parameters(floats(model.value().getParameters()));
      if (model.value().getUpdaterState() != null) {
        network.optimizerState(floats(model.value().getUpdaterState()));
      }
      int step = from;
      double loss = 0.0;
      while (batches.hasNext()) {
        if (context.isInterrupted()) {
          throw new CancellationException("the training was cancelled");
        }
        MultiDataSet batch = batches.next();
        int size = Math.toIntExact(batch.getFeatures(0).size(0));
        double rate = training.learningRate(Math.min(step * work.workers(), last), perEpoch);
        loss +=
            network.step(
                new Batch(size, floats(batch.getFeatures(0)), floats(batch.getLabels(0))),
                rate,
                step,
                seed);
        batch.getFeatures(0).close();
        batch.getLabels(0).close();
        step++;
      }
      float[] state = network.optimizerState();
      return new ParameterAveragingTrainingResult(
          Nd4j.createFromArray(network.parameters()),
          state.length > 0 ? Nd4j.createFromArray(state) : null,
          loss / (step - from),
          null,
          null,
          null);
    }
  }

  /** Lets go of the values that it was to start from. */
  void release() {
    model.destroy();
  }

  /** The values of an array in C order. */
  static float[] floats(INDArray array) {
    return array.reshape(array.length()).toFloatVector();
  }
}
