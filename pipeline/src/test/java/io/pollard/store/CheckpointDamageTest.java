package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDamageTest {
  /**
   * Every byte takes half a minute and finds no more. Prime to 8, so that every bit has its turn.
   */
  private static final int STRIDE = 5;

  @TempDir Path folder;
  private Warehouse warehouse;
  private Path file;
  private byte[] whole;

  @BeforeEach
  void commit() throws Exception {
    warehouse = Warehouse.open(folder.toString());
    warehouse.commit(Steps.commit("lottery", "s1", Steps.DENSE));
    file = folder.resolve("checkpoints/s1.parquet");
    whole = Files.readAllBytes(file);
  }

  @Test
  void anyChangedByteIsNoticedOrChangesNothing() throws Exception {
    String expected = Steps.describe(Steps.checkpoint("s1"));
    int noticed = 0;
    for (int i = 0; i < whole.length; i += STRIDE) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) (1 << (i & 7));
      Files.write(file, damaged);
      try {
        assertThat(Steps.describe(warehouse.checkpoint("s1"))).as("byte %d", i).isEqualTo(expected);
      } catch (DataException e) {
        assertThat(e).hasMessageContaining(file.toString());
        noticed++;
      }
    }
    assertThat(noticed).isGreaterThan(whole.length / STRIDE / 2);
  }

  @Test
  void anyTruncationIsNoticed() throws Exception {
    for (int length = 0; length < whole.length; length += STRIDE) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> warehouse.checkpoint("s1"))
          .as("length %d", length)
          .isInstanceOf(DataException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void aChangedValueIsNamed() throws Exception {
    // The last two values of the bias: a NaN with a payload and minus infinity, little-endian.
    byte[] bias = {0x45, 0x23, (byte) 0xc1, 0x7f, 0, 0, (byte) 0x80, (byte) 0xff};
    whole[indexOf(whole, bias)] ^= 1;
    Files.write(file, whole);

    assertThatThrownBy(() -> warehouse.checkpoint("s1"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the checkpoint of step s1: the checksum of tensor fc1.bias does not match"
                + " (file=%s); run doctor with --repair, then run the experiment again",
            file);
  }

  @Test
  void anEmptyFileIsNoticed() throws Exception {
    Files.write(file, new byte[0]);

    assertThatThrownBy(() -> warehouse.checkpoint("s1"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the checkpoint of step s1: %1$s is not a Parquet file (length is too low:"
                + " 0), behind its beginning (file=%1$s); run doctor with --repair, then run the"
                + " experiment again",
            file);
  }

  @Test
  void aMissingFileIsNoticed() throws Exception {
    Files.delete(file);

    assertThatThrownBy(() -> warehouse.checkpoint("s1"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the checkpoint of step s1: there is none (file=%s); run the experiment that"
                + " makes it",
            file);
  }

  @Test
  void theCheckpointOfAnotherStepIsNoticed() throws Exception {
    Path other = folder.resolve("checkpoints/s2.parquet");
    Files.move(file, other);

    assertThatThrownBy(() -> warehouse.checkpoint("s2"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the checkpoint of step s2: tensor checkpoint.network is of step s1"
                + " (file=%s); run doctor with --repair, then run the experiment again",
            other);
  }

  @Test
  void aFileOfAnotherTableIsNoticed() throws Exception {
    Files.copy(
        folder.resolve(
            "layers/experiment=lottery/s1-" + Use.hash(List.of(Steps.DENSE)) + ".parquet"),
        file,
        StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> warehouse.checkpoint("s1"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the checkpoint of step s1: column tensor is missing, behind its beginning"
                + " (file=%s); run doctor with --repair, then run the experiment again",
            file);
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }
}
