package io.pollard.jobs.cluster.averaging;

import io.pollard.data.Overview;
import io.pollard.data.PiecewiseDataset;
import io.pollard.engine.dl4j.Dl4jRuntime;
import io.pollard.execute.Trained;
import io.pollard.measure.Accuracy;
import io.pollard.network.Network;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.plan.Work;
import io.pollard.store.HistoryPoint;
import io.pollard.train.Training;
import io.pollard.train.TrainingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A training in rounds: in each, every worker takes some steps from the same values, each on
 * examples of its own, and the mean of what they end with is what the next round begins with. What
 * a round does is a function of the values before it and of its number, so a training may stop
 * after any round and go on from there, and a round whose executor was lost runs again, with the
 * same result to the last bit.
 *
 * <p>Iterations count the batches of all workers together, so that schedules and tables mean the
 * same as on one core: after k steps of w workers it is {@code k w}.
 */
public final class DistributedTraining implements AutoCloseable {
  private final JavaSparkContext spark;
  private final Work.TrainDistributed work;
  private final Training training;
  private final Network network;
  private final Trained start;
  private final ShardedDataset data;
  private final Broadcast<Lesson> lesson;
  private final ShardedEvaluation evaluation;
  private final boolean validates;
  private final int perEpoch;
  private final int iterations;

  /**
   * @param dataset its examples; nothing is read before it is needed
   * @param overview of the same
   * @param start where it begins or goes on
   */
  public DistributedTraining(
      JavaSparkContext spark,
      Work.TrainDistributed work,
      PiecewiseDataset dataset,
      Overview overview,
      Trained start) {
    this.spark = spark;
    this.work = work;
    this.start = start;
    training = work.setting().training();
    network = start.network();
    perEpoch = training.iterationsPerEpoch(dataset.trainSize());
    iterations = training.totalIterations(dataset.trainSize());
    validates = dataset.validationSize() > 0;
    lesson = spark.broadcast(Lesson.of(work, network, start.mask(), dataset.trainSize(), overview));
    evaluation = new ShardedEvaluation(spark, lesson);
    data = new ShardedDataset(spark, dataset, work.workers(), work.setting().seed());
  }

  /** Told after every round; may keep what was reached. */
  @FunctionalInterface
  public interface Listener {

    /**
     * A round is over.
     *
     * @param reached by all workers together
     */
    void reached(Trained reached);
  }

  /** How a training ended. */
  public sealed interface Ending {

    /** It came to its end. */
    record Finished(Trained trained) implements Ending {}

    /**
     * The mean loss of a round was no finite number.
     *
     * @param iteration after the round
     */
    record Diverged(int iteration, double loss) implements Ending {}
  }

  /** Number of iterations in the whole training. */
  public int iterations() {
    return iterations;
  }

  /** Trains to the end of the schedule. */
  public Ending run(Listener listener) {
    Dl4jRuntime.prepare();
    List<HistoryPoint> history = new ArrayList<>(start.history());
    AveragingMaster master =
        new AveragingMaster(
            spark,
            lesson,
            work.workers(),
            training.batchSize(),
            work.averagingFrequency(),
            start.state().steps(),
            start.state().optimizerState());
    SparkComputationGraph graph = new SparkComputationGraph(spark, graph(), master);
    int last = steps(iterations);
    while (master.steps() < last) {
      int from = master.steps();
      int to = endOfRound(from, last);
      spark.setJobGroup(
          "pollard train",
          "iterations %d to %d of %d".formatted(iteration(from), iteration(to), iterations),
          true);
      master.nextRound(to - from);
      graph.fitMultiDataSet(
          data.train().mapPartitionsWithIndex(new BatchesOfRound(lesson, from, to), false));
      if (!Double.isFinite(master.loss())) {
        return new Ending.Diverged(iteration(to), master.loss());
      }
      float[] parameters = AveragingWorker.floats(graph.getNetwork().params());
      if (isDue(to)) {
        history.addAll(points(to, master.loss(), parameters));
      }
      TrainingState state =
          new TrainingState(iteration(to), to, parameters, master.optimizerState());
      listener.reached(new Trained(network, start.mask(), state, history));
    }
    TrainingState state =
        new TrainingState(
            iterations,
            master.steps(),
            AveragingWorker.floats(graph.getNetwork().params()),
            master.optimizerState());
    return new Ending.Finished(new Trained(network, start.mask(), state, history));
  }

  /** Accuracy by split of what was trained, counted where the examples are. */
  public Map<String, Accuracy> accuracies(float[] parameters) {
    Map<String, Accuracy> accuracies = new LinkedHashMap<>();
    if (validates) {
      accuracies.put("validation", evaluation.of(data.validation(), parameters));
    }
    accuracies.put("test", evaluation.of(data.test(), parameters));
    return accuracies;
  }

  private List<HistoryPoint> points(int steps, double loss, float[] parameters) {
    int iteration = iteration(steps);
    int epoch = iteration / perEpoch;
    double rate =
        training.learningRate(Math.min((steps - 1) * work.workers(), iterations - 1), perEpoch);
    List<HistoryPoint> points = new ArrayList<>();
    points.add(new HistoryPoint(iteration, epoch, "train", loss, OptionalDouble.empty(), rate));
    if (validates) {
      Accuracy accuracy = evaluation.of(data.validation(), parameters);
      points.add(
          new HistoryPoint(
              iteration,
              epoch,
              "validation",
              accuracy.loss(),
              OptionalDouble.of(accuracy.top1Share()),
              rate));
    }
    return points;
  }

  /** A round ends after so many steps, or where the history is due, or at the end. */
  private int endOfRound(int from, int last) {
    int to = Math.min(from + work.averagingFrequency(), last);
    int every = training.evaluationInterval(perEpoch);
    if (every == 0) {
      return to;
    }
    int next = steps((iteration(from) / every + 1) * every);
    return Math.max(from + 1, Math.min(to, next));
  }

  private boolean isDue(int steps) {
    int every = training.evaluationInterval(perEpoch);
    int reached = iteration(steps);
    return every > 0 && (reached / every > iteration(steps - 1) / every || reached == iterations);
  }

  /** Steps of a worker after which all have seen so many batches together. */
  private int steps(int batches) {
    return (batches + work.workers() - 1) / work.workers();
  }

  private int iteration(int steps) {
    return Math.min(steps * work.workers(), iterations);
  }

  /** The network as DL4J has it. */
  private ComputationGraph graph() {
    String json = network.configuration();
    ComputationGraph graph;
    if (Dl4jNetworks.isGraph(network.name(), json)) {
      graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(json));
    } else {
      MultiLayerNetwork layers = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
      layers.init();
      graph = layers.toComputationGraph();
    }
    graph.init(
        Nd4j.createFromArray(start.state().parameters()).reshape(1, network.layout().length()),
        false);
    return graph;
  }

  @Override
  public void close() {
    data.close();
    lesson.destroy();
  }
}
