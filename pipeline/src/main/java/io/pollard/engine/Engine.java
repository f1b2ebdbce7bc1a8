package io.pollard.engine;

import io.pollard.network.Network;
import io.pollard.spec.Extension;
import java.util.Optional;

/** Executes networks. Stateless and thread-safe; what it compiles is not. */
public interface Engine extends Extension {

  /**
   * What the bits of a result depend on besides the inputs: engine, version, layout rule,
   * precision, class of instruction set. Part of every step's id.
   */
  String arithmetic();

  /** The precision it computes in. */
  default Compute compute() {
    return Compute.FLOAT32;
  }

  /** Why this engine cannot run a network, or empty if it can. */
  Optional<String> refusal(Network network);

  /**
   * Makes a network runnable on the calling thread, one thread of computation, at zero parameters.
   *
   * @param batchSize the largest batch it will be given; smaller ones are allowed
   * @throws io.pollard.DataException if {@link #refusal} names a reason
   */
  CompiledNetwork compile(Network network, int batchSize);
}
