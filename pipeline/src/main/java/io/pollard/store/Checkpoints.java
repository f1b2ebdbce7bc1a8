package io.pollard.store;

import io.pollard.DataException;
import java.io.FileNotFoundException;
import java.io.IOException;

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

  void write(Checkpoint checkpoint) {
    files.write(
        Tables.CHECKPOINTS,
        FileNames.checkpoint(checkpoint.stepId()),
        sink -> TensorRows.write(checkpoint, sink::accept));
  }

  /**
   * Reads a checkpoint.
   *
   * @throws DataException if it is not there, damaged or another step's
   */
  Checkpoint read(String stepId) {
    return readAll(stepId).checkpoint();
  }

  /**
   * Reads a checkpoint for its checksum only.
   *
   * @throws DataException as {@link #read}
   */
  TensorRows.Summary verify(String stepId) {
    return readAll(stepId).summary();
  }

  private CheckpointReader readAll(String stepId) {
    String path = FileNames.checkpoint(stepId);
    String name = files.storage().name(path);
    CheckpointReader reader = new CheckpointReader(stepId, name);
    try {
      files.read(Tables.CHECKPOINTS, path, reader::damaged, reader::accept);
    } catch (FileNotFoundException e) {
      throw new DataException(
          "Cannot read the checkpoint of step %s: there is none (file=%s); run the experiment that makes it"
              .formatted(stepId, name),
          e);
    }
    return reader;
  }
}
