package io.pollard.engine.onednn;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.engine.CompiledNetwork;
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
    return String.join(
        "/", "onednn", Library.version(), Layout.RULE, "float32", Library.instructionSet());
  }

  @Override
  public Optional<String> refusal(Network network) {
    return unusable(network).or(() -> trial(network));
  }

  @Override
  public CompiledNetwork compile(Network network, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("a batch holds at least 1 example, found " + batchSize);
    }
    unusable(network)
        .ifPresent(
            reason -> {
              throw refused(network, reason);
            });
    try {
      return new OneDnnNetwork(network, batchSize);
    } catch (Unsupported e) {
      throw refused(network, e.reason());
    } catch (LibraryException e) {
      throw refused(network, "it does not compile: " + e.getMessage());
    }
  }

  private static Optional<String> unusable(Network network) {
    try {
      return Library.failure().or(() -> Inspection.refusal(network));
    } catch (LinkageError e) {
      // Without the library's Java classes not even its state can be asked for.
      return Optional.of("its native library does not load (" + e + ")");
    }
  }

  private static DataException refused(Network network, String reason) {
    return new DataException(
        "Cannot run network %s: %s (engine=onednn); use engine dl4j"
            .formatted(network.name(), reason));
  }

  /** Lays a training step out and runs a small batch forward: then the library does work here. */
  private static Optional<String> trial(Network network) {
    int examples = 2;
    try (OneDnnNetwork compiled = new OneDnnNetwork(network, examples)) {
      compiled.logits(
          new float[examples * network.input().size()],
          examples,
          new float[examples * network.classes()]);
      return Optional.empty();
    } catch (Unsupported e) {
      return Optional.of(e.reason());
    } catch (LibraryException e) {
      return Optional.of("it does not compile: " + e.getMessage());
    }
  }
}
