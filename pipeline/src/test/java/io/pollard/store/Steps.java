package io.pollard.store;

import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.train.TrainingState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Steps as an execution would commit them. */
final class Steps {
  static final Use DENSE = new Use("dense", 1, 0);
  static final Use TICKET = new Use("winning-ticket", 1, 0);
  static final Executed SOME =
      new Executed(OptionalLong.of(10), Optional.of("nhwc"), OptionalLong.of(4096));
  static final Run RUN =
      new Run("0.1.0", "host-a", 0, Instant.parse("2026-11-22T01:02:03.456Z"), SOME);
  static final Timing TIMING = new Timing(1000, 900, 10, 20, 30, 700, 100, 0);

  static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Slice("fc1", Role.WEIGHT, List.of(3, 4), 0, true),
              new Slice("fc1", Role.BIAS, List.of(3), 12, false),
              new Slice("fc2", Role.WEIGHT, List.of(2, 3), 15, true),
              new Slice("fc2", Role.BIAS, List.of(2), 21, false)));

  private Steps() {}

  static StepIdentity identity(String id) {
    return new StepIdentity(
        id,
        List.of("root", "other"),
        "train",
        "{\"iterations\":100}",
        1,
        Optional.of("dl4j"),
        Optional.of("dl4j-float32"));
  }

  static Checkpoint checkpoint(String id) {
    float[] parameters = new float[23];
    float[] state = new float[46];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = id.hashCode() % 1000 + i / 7f;
    }
    parameters[12] = -0.0f;
    parameters[13] = Float.intBitsToFloat(0x7fc12345);
    parameters[14] = Float.NEGATIVE_INFINITY;
    state[0] = Float.intBitsToFloat(0xff812345);
    state[45] = Float.MIN_VALUE;
    Mask mask = Mask.of(23, i -> i >= 12 || i % 3 == 0);
    mask.apply(parameters);
    return new Checkpoint(
        id,
        "lenet",
        "{\"confs\": [\"\u00e4\"]}",
        LAYOUT,
        new TrainingState(100, 60, parameters, state),
        Optional.of(mask));
  }

  static Evaluation evaluation(String split) {
    return new Evaluation(
        split,
        500,
        0.97,
        OptionalDouble.of(0.999),
        0.11,
        100,
        Optional.of(new EarlyStop(80, 0.1, 0.975)),
        new NetworkSize(23, 15, 23 / 15.0, 18, 10, 1.8, 92, 63, 18, 10, OptionalLong.of(12)),
        OptionalDouble.of(0.45),
        8);
  }

  static List<HistoryPoint> history() {
    return List.of(
        new HistoryPoint(50, 0, "train", 0.5, OptionalDouble.empty(), 0.1),
        new HistoryPoint(100, 1, "train", 0.25, OptionalDouble.of(0.9), 0.01));
  }

  static List<LayerSize> layers() {
    return List.of(
        new LayerSize(
            0, "fc1", "dense", List.of(3, 4), 15, 7, 4 / 12.0, 12, 12, 3, 4, OptionalLong.of(8)),
        new LayerSize(
            1, "fc2", "dense", List.of(2, 3), 8, 8, 1.0, 6, 6, 2, 6, OptionalLong.empty()));
  }

  static StepCommit commit(String experiment, String id, Use... uses) {
    return new StepCommit(
        experiment,
        identity(id),
        List.of(uses),
        RUN,
        TIMING,
        Optional.of(checkpoint(id)),
        List.of(evaluation("validation"), evaluation("test")),
        history(),
        layers());
  }

  static FailureRow failure(String id, int attempt) {
    return new FailureRow(
        id,
        "train",
        DENSE,
        "OutOfMemoryError",
        "Java heap space",
        false,
        attempt,
        "host-b",
        Instant.parse("2026-11-22T03:04:05.678Z"));
  }

  /** Every bit of a checkpoint, as text. */
  static String describe(Checkpoint checkpoint) {
    return String.join(
        "\n",
        checkpoint.stepId(),
        checkpoint.network(),
        checkpoint.configuration(),
        checkpoint.layout().toString(),
        checkpoint.state().iteration() + " " + checkpoint.state().steps(),
        bits(checkpoint.state().parameters()),
        bits(checkpoint.state().optimizerState()),
        checkpoint.mask().map(mask -> Arrays.toString(mask.words())).orElse("dense"));
  }

  private static String bits(float[] values) {
    StringBuilder text = new StringBuilder();
    for (float value : values) {
      text.append(Integer.toHexString(Float.floatToRawIntBits(value))).append(' ');
    }
    return text.toString();
  }
}
