package io.pollard.engine.dl4j;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.network.Network;
import io.pollard.network.Operation.Convolution;
import java.util.Optional;
import java.util.regex.Pattern;

/** The reference: runs every layer that DL4J has, channels first. */
@AutoService(Engine.class)
public record Dl4jEngine() implements Engine {
  private static final Pattern CHANNELS_LAST = Pattern.compile("[fF]ormat\"\\s*:\\s*\"NHWC\"");

  @Override
  public String name() {
    return "dl4j";
  }

  /** Engine, version, layout, precision, class of instruction set (see {@link Processor}). */
  @Override
  public String arithmetic() {
    return "dl4j %s nchw float32 %s".formatted(Dl4jRuntime.VERSION, Processor.instructionSet());
  }

  /** Channels last is refused: DL4J's oneDNN helpers train such networks wrongly, in silence. */
  @Override
  public Optional<String> refusal(Network network) {
    if (keepsChannelsLast(network)) {
      return Optional.of("its layers keep channels last (format=NHWC)");
    }
    return network.graph().nodes().stream()
        .filter(node -> node.operation() instanceof Convolution c && isDilatedDepthwise(c))
        .findFirst()
        .map(
            node ->
                "DL4J cannot run depthwise convolutions with dilation (layer=" + node.name() + ")");
  }

  private static boolean keepsChannelsLast(Network network) {
    return CHANNELS_LAST.matcher(network.configuration()).find();
  }

  private static boolean isDilatedDepthwise(Convolution convolution) {
    return convolution.groups() > 1
        && (convolution.dilationHeight() > 1 || convolution.dilationWidth() > 1);
  }

  @Override
  public CompiledNetwork compile(Network network, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is at least 1, found " + batchSize);
    }
    Optional<String> refusal = refusal(network);
    if (refusal.isPresent()) {
      throw new DataException(
          "Cannot run network %s with engine dl4j: %s; %s"
              .formatted(
                  network.name(),
                  refusal.get(),
                  keepsChannelsLast(network)
                      ? "convert it to channels first"
                      : "use engine onednn"));
    }
    try {
      Dl4jRuntime.prepare();
    } catch (LinkageError e) {
      throw new DataException(
          "Cannot run network %s with engine dl4j: its native library does not load (%s); run on Linux on x86-64, with the jars that Pollard is built with"
              .formatted(network.name(), e),
          e);
    }
    return new Dl4jNetwork(network, batchSize);
  }
}
