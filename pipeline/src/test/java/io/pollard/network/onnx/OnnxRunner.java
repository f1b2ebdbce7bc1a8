package io.pollard.network.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.pollard.network.Shape;
import java.nio.FloatBuffer;
import java.util.Map;

/** ONNX Runtime, which judges models that we wrote and models that we read. For tests. */
public final class OnnxRunner {
  private OnnxRunner() {}

  /**
   * A model's outputs, one row behind the other.
   *
   * @param features of a batch
   */
  public static float[] run(byte[] model, Shape input, float[] features) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    int count = features.length / input.size();
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model, options)) {
        String name = session.getInputNames().iterator().next();
        boolean vector =
            ((ai.onnxruntime.TensorInfo) session.getInputInfo().get(name).getInfo())
                    .getShape()
                    .length
                == 2;
        long[] shape =
            vector
                ? new long[] {count, input.size()}
                : new long[] {count, input.channels(), input.height(), input.width()};
        try (OnnxTensor x =
                OnnxTensor.createTensor(environment, FloatBuffer.wrap(features), shape);
            OrtSession.Result result = session.run(Map.of(name, x))) {
          float[][] rows = (float[][]) result.get(0).getValue();
          float[] all = new float[count * rows[0].length];
          for (int i = 0; i < count; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[i].length, rows[i].length);
          }
          return all;
        }
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not run the model", e);
    }
  }
}
