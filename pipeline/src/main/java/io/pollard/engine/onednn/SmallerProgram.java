package io.pollard.engine.onednn;

import io.pollard.engine.Variant.Smaller;
import io.pollard.engine.onednn.Compiler.Compiled;
import io.pollard.network.Network;
import java.util.Map;
import java.util.Optional;

/**
 * What a smaller network computes behind a cut: from values that the whole network's program keeps
 * to the logits. It has its own parameters, in the orders that its kernels want.
 */
final class SmallerProgram implements AutoCloseable {
  private final int[] origin;
  private final Parameters parameters;
  private final Compiled compiled;

  private SmallerProgram(int[] origin, Parameters parameters, Compiled compiled) {
    this.origin = origin;
    this.parameters = parameters;
    this.compiled = compiled;
  }

  /**
   * The program; empty if a layer of the smaller network has no fast kernels.
   *
   * @param arena memory of activations, which others may share
   * @param kept values by node name
   */
  static Optional<SmallerProgram> of(
      Smaller smaller, int batchSize, Element element, Arena arena, Map<String, Tensor> kept) {
    Network network = smaller.network();
    Parameters parameters = new Parameters(network.layout());
    Compiler compiler = new Compiler(network, element, parameters, arena, new Exchange());
    try {
      // As in every network, the program that trains fixes the orders of the weights.
      compiler.learning(Mode.TRAINING, batchSize).program().close();
      parameters.allocateValues();
      Compiled compiled = compiler.continuing(batchSize, kept, parameters);
      return Optional.of(new SmallerProgram(smaller.origin(), parameters, compiled));
    } catch (Unsupported e) {
      parameters.close();
      return Optional.empty();
    }
  }

  /** Takes its values out of the whole network's. */
  void values(float[] whole) {
    float[] own = new float[origin.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = whole[origin[i]];
    }
    parameters.values(parameters.inward(own, 0));
  }

  /** Computes the logits. */
  Compiled run() {
    compiled.program().bind();
    compiled.program().run();
    return compiled;
  }

  /** Bytes of its parameters. */
  long bytes() {
    return 4L * parameters.places().length();
  }

  @Override
  public void close() {
    compiled.program().close();
    parameters.close();
  }
}
