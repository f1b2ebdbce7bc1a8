package io.pollard.store;

import io.pollard.DataException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The files of table {@code checkpoints}, which all experiments of a warehouse share. */
final class Checkpoints {
  private final RowFiles files;

  Checkpoints(RowFiles files) {
    this.files = files;
  }

  boolean exists(String stepId) {
    return files.exists(FileNames.checkpoint(stepId));
  }

  /** What a checkpoint comes to, without writing it. */
  static TensorRows.Summary summary(Checkpoint checkpoint) {
    try {
      return TensorRows.write(checkpoint, row -> {});
    } catch (IOException e) {
      throw new IllegalStateException("nothing was to be written", e);
    }
  }

  /** Writes a checkpoint, in place of the one that may be there. */
  TensorRows.Summary write(Checkpoint checkpoint) {
    AtomicReference<TensorRows.Summary> summary = new AtomicReference<>();
    files.write(
        Tables.CHECKPOINTS,
        FileNames.checkpoint(checkpoint.stepId()),
        sink -> summary.set(TensorRows.write(checkpoint, sink::accept)));
    return Objects.requireNonNull(summary.get());
  }

  /**
   * Reads a checkpoint.
   *
   * @throws DataException if it is not there, damaged or another step's
   */
  Checkpoint read(String stepId) {
    CheckpointVerifier verifier = verifier(stepId);
    CheckpointReader reader = new CheckpointReader(verifier);
    read(stepId, verifier, reader::accept);
    return reader.checkpoint();
  }

  /**
   * Reads a checkpoint for its checksum only.
   *
   * @throws DataException as {@link #read}
   */
  TensorRows.Summary verify(String stepId) {
    CheckpointVerifier verifier = verifier(stepId);
    read(stepId, verifier, verifier::accept);
    return verifier.summary();
  }

  /** Size of a checkpoint's file. */
  long length(String stepId) {
    String path = FileNames.checkpoint(stepId);
    try {
      return files.storage().input(path).getLength();
    } catch (FileNotFoundException e) {
      throw missing(stepId, e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at " + files.storage().name(path), e);
    }
  }

  /**
   * Reads the rows of a part of a checkpoint's file, one at a time; each is checked by its own
   * checksum.
   *
   * @param from first byte
   * @param to behind the last byte
   * @param more false to stop
   */
  void stream(String stepId, long from, long to, Predicate<TensorRow> more) {
    String path = FileNames.checkpoint(stepId);
    CheckpointVerifier verifier = verifier(stepId);
    try (RowReader<TensorRow> reader =
        new RowReader<>(
            Tables.CHECKPOINTS, files.storage().input(path), verifier::damaged, from, to)) {
      for (Optional<TensorRow> row = reader.next(); row.isPresent(); row = reader.next()) {
        verifier.requireIntact(row.get());
        if (!more.test(row.get())) {
          return;
        }
      }
    } catch (FileNotFoundException e) {
      throw missing(stepId, e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + files.storage().name(path), e);
    }
  }

  private CheckpointVerifier verifier(String stepId) {
    return new CheckpointVerifier(stepId, files.storage().name(FileNames.checkpoint(stepId)));
  }

  private void read(String stepId, CheckpointVerifier verifier, Consumer<TensorRow> consumer) {
    String path = FileNames.checkpoint(stepId);
    try {
      files.read(Tables.CHECKPOINTS, path, verifier::damaged, consumer);
    } catch (FileNotFoundException e) {
      throw missing(stepId, e);
    }
  }

  private DataException missing(String stepId, FileNotFoundException cause) {
    return new DataException(
        "Cannot read the checkpoint of step %s: there is none (file=%s); run the experiment that makes it"
            .formatted(stepId, files.storage().name(FileNames.checkpoint(stepId))),
        cause);
  }
}
