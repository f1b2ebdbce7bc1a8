package io.pollard.measure.latency;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Operation.Opaque;
import io.pollard.network.Shape;
import io.pollard.network.onnx.OnnxExport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * ONNX Runtime on the network as it is exported, with all its optimisations, on one thread. Not to
 * be touched where its jar is not there: {@link InferenceRuntimes} looks first.
 */
final class OnnxRuntime implements InferenceRuntime {
  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public Optional<String> refusal(Network network) {
    return network.graph().nodes().stream()
        .filter(node -> node.operation() instanceof Opaque)
        .map(Node::name)
        .findFirst()
        .map("layer %s has no counterpart in ONNX"::formatted);
  }

  @Override
  public Session open(Network network, float[] parameters, int batch) {
    try (SessionOptions options = new SessionOptions()) {
      return open(network, parameters, batch, options);
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  private static Opened open(Network network, float[] parameters, int batch, SessionOptions options)
      throws OrtException {
    Shape input = network.input();
    long[] shape =
        input.isVector()
            ? new long[] {batch, input.channels()}
            : new long[] {batch, input.channels(), input.height(), input.width()};
    float[] features = Examples.features(network, batch);
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(features.length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    buffer.put(features).rewind();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    OrtSession session = environment.createSession(OnnxExport.bytes(network, parameters), options);
    OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer, shape);
    return new Opened(session, Map.of(network.graph().nodes().get(0).name(), tensor));
  }

  /** From ONNX Runtime's own profile, which it writes to a file. */
  @Override
  public Map<String, Double> layers(Network network, float[] parameters, int batch, int runs) {
    try {
      Path folder = Files.createTempDirectory("pollard-profile");
      try (SessionOptions options = new SessionOptions()) {
        options.enableProfiling(folder.resolve("profile").toString());
        try (Opened opened = open(network, parameters, batch, options)) {
          for (int i = 0; i < LayerTimes.runs(runs); i++) {
            opened.run();
          }
          return new OnnxProfile(network).read(Path.of(opened.session().endProfiling()), runs);
        }
      } finally {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (OrtException e) {
      throw failure(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Opened(OrtSession session, Map<String, OnnxTensor> inputs) implements Session {
    @Override
    public void run() {
      try (OrtSession.Result result = session.run(inputs)) {
        if (result.size() != 1) {
          throw new IllegalStateException("ONNX Runtime gives " + result.size() + " outputs");
        }
      } catch (OrtException e) {
        throw failure(e);
      }
    }

    @Override
    public void close() {
      try {
        inputs.values().forEach(OnnxTensor::close);
        session.close();
      } catch (OrtException e) {
        throw failure(e);
      }
    }
  }

  private static IllegalStateException failure(OrtException e) {
    return new IllegalStateException("ONNX Runtime failed on an exported network", e);
  }
}
