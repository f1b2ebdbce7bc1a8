package io.pollard.engine.dl4j;

import io.pollard.network.Network;
import io.pollard.network.Shape;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native memory for one batch, filled again and again, and DL4J's views of it for each number of
 * examples.
 */
final class Inputs implements AutoCloseable {
  private final int batchSize;
  private final Port features;
  private final Port targets;

  Inputs(Network network, int batchSize) {
    this.batchSize = batchSize;
    Shape input = network.input();
    features =
        input.isVector()
            ? new Port(batchSize, input.channels())
            : new Port(batchSize, input.channels(), input.height(), input.width());
    targets = new Port(batchSize, network.classes());
  }

  /**
   * The features of a batch.
   *
   * @throws IllegalArgumentException if there are too many examples, or values for fewer
   */
  INDArray features(float[] values, int count) {
    return features.fill(values, count);
  }

  /** The targets of a batch. */
  INDArray targets(float[] values, int count) {
    return targets.fill(values, count);
  }

  /** The features as they are, for layers that only ask how many examples there are. */
  INDArray features(int count) {
    return features.view(count);
  }

  @Override
  public void close() {
    features.memory.array().close();
    targets.memory.array().close();
  }

  private final class Port {
    private final long[] example;
    private final int size;
    private final NativeFloats memory;
    private final Map<Integer, INDArray> views = new HashMap<>();

    Port(long... shape) {
      example = shape;
      int values = 1;
      for (int i = 1; i < shape.length; i++) {
        values = Math.multiplyExact(values, Math.toIntExact(shape[i]));
      }
      size = values;
      memory = NativeFloats.of(Nd4j.zeros(DataType.FLOAT, shape));
    }

    INDArray fill(float[] values, int count) {
      INDArray view = view(count);
      if (values.length < count * size) {
        throw new IllegalArgumentException(
            "%d values for %d examples of %d".formatted(values.length, count, size));
      }
      memory.put(values, count * size);
      return view;
    }

    INDArray view(int count) {
      if (count < 1 || count > batchSize) {
        throw new IllegalArgumentException(
            "%d examples for a batch of 1 to %d".formatted(count, batchSize));
      }
      return views.computeIfAbsent(count, this::newView);
    }

    private INDArray newView(int count) {
      long[] shape = example.clone();
      shape[0] = count;
      return Nd4j.create(memory.array().data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c');
    }
  }
}
