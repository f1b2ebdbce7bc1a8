package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint of several row groups, one of its tensors in two parts. */
class TensorStreamTest {
  private static final int LARGE = TensorStream.PART + 1000;
  private static final Slice FIRST = new Slice("a", Role.WEIGHT, List.of(10, 100), 0, true);
  private static final Slice SECOND = new Slice("b", Role.WEIGHT, List.of(1, LARGE), 1000, true);

  @TempDir private static Path folder;

  @BeforeAll
  static void commit() {
    ParameterLayout layout = new ParameterLayout(List.of(FIRST, SECOND));
    float[] values = new float[layout.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    warehouse()
        .commit(
            new StepCommit(
                "e",
                Steps.identity("large"),
                List.of(Steps.DENSE),
                Steps.RUN,
                Steps.TIMING,
                Optional.of(
                    new Checkpoint(
                        "large",
                        "net",
                        "{}",
                        layout,
                        new TrainingState(0, 0, values, new float[0]),
                        Optional.of(Mask.of(values.length, i -> i % 3 != 0)))),
                List.of(),
                List.of(),
                List.of()));
  }

  private static Warehouse warehouse() {
    return Warehouse.open(folder.toString());
  }

  @Test
  void layoutComesWithoutTheTensors() {
    assertThat(warehouse().tensors("large").layout().slices()).containsExactly(FIRST, SECOND);
  }

  @Test
  void rangesGiveEveryPartOnce() {
    TensorStream tensors = warehouse().tensors("large");
    long length = tensors.length();
    assertThat(length).isGreaterThan(4L * LARGE);
    for (int ranges : new int[] {1, 2, 5}) {
      boolean[] seen = new boolean[1000 + LARGE];
      int filled = 0;
      for (int r = 0; r < ranges; r++) {
        int[] parts = new int[1];
        tensors.read(
            length * r / ranges,
            length * (r + 1) / ranges,
            name -> name.endsWith(".weight"),
            part -> {
              parts[0]++;
              int first = part.tensor().equals("a.weight") ? 0 : 1000;
              int offset = first + part.part() * TensorStream.PART;
              for (int i = 0; i < part.values().length; i++) {
                boolean kept = (part.mask().orElseThrow()[i >>> 3] >>> (i & 7) & 1) != 0;
                if (seen[offset + i]
                    || part.values()[i] != offset + i
                    || kept == ((offset + i) % 3 == 0)) {
                  throw new AssertionError("element " + (offset + i));
                }
                seen[offset + i] = true;
              }
            });
        filled += parts[0] > 0 ? 1 : 0;
      }
      for (int i = 0; i < seen.length; i++) {
        if (!seen[i]) {
          throw new AssertionError("element " + i + " is in none of " + ranges + " ranges");
        }
      }
      assertThat(filled).isBetween(1, ranges);
      assertThat(ranges == 1 || filled > 1).isTrue();
    }
  }

  @Test
  void damageIsNamed() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("other/checkpoints"));
    Path file = copy.resolve("large.parquet");
    byte[] bytes = Files.readAllBytes(folder.resolve("checkpoints/large.parquet"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    TensorStream tensors = Warehouse.open(folder.resolve("other").toString()).tensors("large");
    assertThatThrownBy(() -> tensors.read(0, Long.MAX_VALUE, name -> true, part -> {}))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            "Cannot read the checkpoint of step large: the checksum of tensor b.weight does not match (file=");
    assertThatThrownBy(() -> warehouse().tensors("none").length())
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot read the checkpoint of step none: there is none (file=");
  }
}
