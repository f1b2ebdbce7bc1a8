package io.pollard.store;

import io.pollard.DataException;
import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Slice;
import io.pollard.train.TrainingState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of {@link TensorRows} together again, in their order. Needs the memory of the
 * vectors and of one row.
 */
final class CheckpointReader {
  private final CheckpointVerifier verifier;
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private @Nullable Vectors vectors;

  CheckpointReader(CheckpointVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * Takes the next row.
   *
   * @throws DataException if it is altered or does not belong here
   */
  void accept(TensorRow row) {
    verifier.accept(row);
    if (!row.encoding().equals(TensorRows.RAW_LE)) {
      throw damaged("tensor " + row.tensor() + " has the unknown encoding " + row.encoding());
    }
    switch (row.dtype()) {
      case TensorRows.UTF8 ->
          texts.put(row.tensor(), new String(row.values(), StandardCharsets.UTF_8));
      case TensorRows.INT64 -> numbers.put(row.tensor(), number(row));
      case TensorRows.FLOAT32 -> vectors().put(row);
      default -> throw damaged("tensor " + row.tensor() + " has the unknown dtype " + row.dtype());
    }
  }

  /** The whole, behind the last row. */
  Checkpoint checkpoint() {
    verifier.summary();
    Vectors all = vectors();
    all.requireFilled();
    return new Checkpoint(
        verifier.stepId(),
        text(TensorRows.NETWORK),
        text(TensorRows.CONFIGURATION),
        all.layout,
        new TrainingState(
            Math.toIntExact(number(TensorRows.ITERATION)),
            Math.toIntExact(number(TensorRows.STEPS)),
            all.parameters,
            all.optimizerState),
        Optional.of(Mask.ofWords(all.kept, all.layout.length())));
  }

  private Vectors vectors() {
    Vectors found = vectors;
    if (found == null) {
      found =
          new Vectors(
              LayoutText.read(text(TensorRows.LAYOUT)),
              Math.toIntExact(number(TensorRows.OPTIMIZER_VECTORS)));
      vectors = found;
    }
    return found;
  }

  private String text(String name) {
    return Optional.ofNullable(texts.get(name)).orElseThrow(() -> damaged(name + " is missing"));
  }

  private long number(String name) {
    return Optional.ofNullable(numbers.get(name)).orElseThrow(() -> damaged(name + " is missing"));
  }

  private long number(TensorRow row) {
    if (row.values().length != Long.BYTES) {
      throw damaged("tensor " + row.tensor() + " is not one number");
    }
    return ByteBuffer.wrap(row.values()).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private DataException damaged(String why) {
    return verifier.damaged(why);
  }

  /** The vectors that the rows fill. */
  private final class Vectors {
    private final ParameterLayout layout;
    private final Map<String, Place> places = new HashMap<>();
    private final float[] parameters;
    private final float[] optimizerState;
    private final long[] kept;

    Vectors(ParameterLayout layout, int optimizerVectors) {
      this.layout = layout;
      int length = layout.length();
      parameters = new float[length];
      optimizerState = new float[Math.multiplyExact(optimizerVectors, length)];
      kept = Mask.dense(length).words();
      for (Slice slice : layout.slices()) {
        places.put(slice.tensor(), new Place(slice, parameters, 0));
        for (int k = 0; k < optimizerVectors; k++) {
          places.put(
              "optimizer." + k + "." + slice.tensor(),
              new Place(slice, optimizerState, k * length));
        }
      }
    }

    void put(TensorRow row) {
      Place place = places.get(row.tensor());
      if (place == null || !place.slice.shape().equals(row.shape())) {
        throw damaged("tensor " + row.tensor() + " is not of the network's layout");
      }
      int count = row.values().length / Float.BYTES;
      if (row.values().length % Float.BYTES != 0 || count > place.slice.length() - place.filled) {
        throw damaged("tensor " + row.tensor() + " has another number of values than its shape");
      }
      ByteBuffer.wrap(row.values())
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(place.vector, place.base + place.slice.offset() + place.filled, count);
      int first = place.slice.offset() + place.filled;
      row.mask().ifPresent(bits -> prune(row.tensor(), bits, first, count));
      place.filled += count;
    }

    void requireFilled() {
      places.forEach(
          (tensor, place) -> {
            if (place.filled != place.slice.length()) {
              throw damaged("tensor " + tensor + " is not complete");
            }
          });
    }

    private void prune(String tensor, byte[] bits, int first, int count) {
      if (bits.length != (count + 7) / 8) {
        throw damaged("tensor " + tensor + " has a mask of another length");
      }
      for (int i = 0; i < count; i++) {
        if ((bits[i >>> 3] >>> (i & 7) & 1) == 0) {
          kept[(first + i) >>> 6] &= ~(1L << (first + i));
        }
      }
    }
  }

  /** Where a tensor goes. */
  private static final class Place {
    private final Slice slice;
    private final float[] vector;
    private final int base;
    private int filled;

    Place(Slice slice, float[] vector, int base) {
      this.slice = slice;
      this.vector = vector;
      this.base = base;
    }
  }
}
