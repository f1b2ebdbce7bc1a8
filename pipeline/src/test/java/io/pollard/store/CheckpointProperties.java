package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.train.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Checkpoints of any layout, any bits, any mask, cut into parts of any size. */
class CheckpointProperties {
  @Property(tries = 300)
  void everyBitComesBack(
      @ForAll @Size(max = 6) List<@IntRange(min = 0, max = 40) Integer> lengths,
      @ForAll @IntRange(min = 0, max = 3) int optimizerVectors,
      @ForAll @IntRange(min = 1, max = 5) int eighths,
      @ForAll boolean masked,
      @ForAll Random random)
      throws IOException {
    List<Slice> slices = new ArrayList<>();
    int offset = 0;
    for (int length : lengths) {
      slices.add(new Slice("layer " + slices.size(), Role.WEIGHT, List.of(length), offset, true));
      offset += length;
    }
    Optional<Mask> mask =
        masked ? Optional.of(Mask.of(offset, i -> random.nextBoolean())) : Optional.empty();
    Checkpoint checkpoint =
        new Checkpoint(
            "s1",
            "any",
            "configuration",
            new ParameterLayout(slices),
            new TrainingState(
                random.nextInt(1000),
                random.nextInt(1000),
                bits(offset, random),
                bits(offset * optimizerVectors, random)),
            mask);

    CheckpointVerifier verifier = new CheckpointVerifier("s1", "nowhere");
    CheckpointReader reader = new CheckpointReader(verifier);
    TensorRows.Summary written = TensorRows.write(checkpoint, 8 * eighths, reader::accept);

    assertThat(Steps.describe(reader.checkpoint())).isEqualTo(Steps.describe(checkpoint));
    assertThat(verifier.summary()).isEqualTo(written);
  }

  private static float[] bits(int length, Random random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
    }
    return values;
  }
}
