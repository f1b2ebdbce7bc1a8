package io.pollard.engine.onednn;

import com.google.auto.service.AutoService;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Compute;
import io.pollard.engine.Engine;
import io.pollard.network.Network;
import java.util.Optional;

/**
 * Runs networks as oneDNN primitives, in single precision on one thread. The fast engine; what it
 * refuses, {@code dl4j} runs.
 *
 * <p>Bits depend on the version, the layout rule, the class of instruction set and, through the
 * sizes of blocks, on the sizes of the processor's caches.
 */
@AutoService(Engine.class)
public record OneDnnEngine() implements Engine {

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public String arithmetic() {
    return OneDnn.arithmetic("float32", Library.instructionSet());
  }

  @Override
  public Optional<String> refusal(Network network) {
    return OneDnn.refusal(Library::failure, network, Compute.FLOAT32);
  }

  @Override
  public CompiledNetwork compile(Network network, int batchSize) {
    return OneDnn.compile(this, Library::failure, network, batchSize);
  }
}
