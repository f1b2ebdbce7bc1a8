package io.pollard.engine.onednn;

import io.pollard.DataException;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Compute;
import io.pollard.engine.Engine;
import io.pollard.network.Network;
import java.util.Optional;
import java.util.function.Supplier;

/** What the engines of both precisions do alike. */
final class OneDnn {
  private OneDnn() {}

  /** What bits depend on, for {@link Engine#arithmetic}. */
  static String arithmetic(String precision, String instructionSet) {
    return String.join("/", "onednn", Library.version(), Layout.RULE, precision, instructionSet);
  }

  /**
   * Why a network cannot be run, or empty: lays a training step out and runs a small batch forward,
   * after which the library is known to do work here.
   *
   * @param failure why the engine cannot run any
   */
  static Optional<String> refusal(
      Supplier<Optional<String>> failure, Network network, Compute compute) {
    return unusable(failure, network).or(() -> trial(network, compute));
  }

  /**
   * Compiles a network.
   *
   * @param failure why the engine cannot run any
   */
  static CompiledNetwork compile(
      Engine engine, Supplier<Optional<String>> failure, Network network, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("a batch holds at least 1 example, found " + batchSize);
    }
    unusable(failure, network)
        .ifPresent(
            reason -> {
              throw refused(engine, network, reason);
            });
    try {
      return new OneDnnNetwork(network, batchSize, engine.compute());
    } catch (Unsupported e) {
      throw refused(engine, network, e.reason());
    } catch (LibraryException e) {
      throw refused(engine, network, "it does not compile: " + e.getMessage());
    }
  }

  private static Optional<String> unusable(Supplier<Optional<String>> failure, Network network) {
    try {
      return failure.get().or(() -> Inspection.refusal(network));
    } catch (LinkageError e) {
      // Without the library's Java classes not even its state can be asked for.
      return Optional.of("its native library does not load (" + e + ")");
    }
  }

  private static Optional<String> trial(Network network, Compute compute) {
    int examples = 2;
    try (OneDnnNetwork compiled = new OneDnnNetwork(network, examples, compute)) {
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

  private static DataException refused(Engine engine, Network network, String reason) {
    return new DataException(
        "Cannot run network %s: %s (engine=%s); use engine %s"
            .formatted(
                network.name(),
                reason,
                engine.name(),
                engine.compute() == Compute.FLOAT32 ? "dl4j" : "onednn"));
  }
}
