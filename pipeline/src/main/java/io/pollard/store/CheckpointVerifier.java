package io.pollard.store;

import io.pollard.DataException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Checks the rows of {@link TensorRows}, in their order: each one's checksum, and all of them
 * against the manifest. Needs the memory of one row.
 */
final class CheckpointVerifier {
  private final String stepId;
  private final String file;
  private final StringBuilder manifest = new StringBuilder();
  private Optional<TensorRows.Summary> summary = Optional.empty();
  private long bytes;
  private String last = "its beginning";

  /**
   * @param stepId whose checkpoint it must be
   * @param file its name, for messages
   */
  CheckpointVerifier(String stepId, String file) {
    this.stepId = stepId;
    this.file = file;
    manifest.append(TensorRows.head(stepId));
  }

  String stepId() {
    return stepId;
  }

  /**
   * Takes the next row.
   *
   * @throws DataException if it is altered or does not belong here
   */
  void accept(TensorRow row) {
    requireIntact(row);
    if (summary.isPresent()) {
      throw damaged("tensor " + row.tensor() + " follows the manifest");
    }
    last = "tensor " + row.tensor();
    bytes += row.values().length + row.mask().map(bits -> bits.length).orElse(0);
    if (row.tensor().equals(TensorRows.MANIFEST)) {
      if (!new String(row.values(), StandardCharsets.UTF_8).equals(manifest.toString())) {
        throw damaged("its tensors are not those of its manifest");
      }
      summary = Optional.of(new TensorRows.Summary(row.checksum(), bytes));
    } else {
      manifest.append(TensorRows.line(row));
    }
  }

  /**
   * Checks a row by itself.
   *
   * @throws DataException if it is altered or another step's
   */
  void requireIntact(TensorRow row) {
    if (!row.stepId().equals(stepId)) {
      throw damaged("tensor " + row.tensor() + " is of step " + row.stepId());
    }
    if (!row.checksum().equals(TensorRows.checksum(row))) {
      throw damaged("the checksum of tensor " + row.tensor() + " does not match");
    }
  }

  /**
   * Checksum and size, behind the last row.
   *
   * @throws DataException if rows are missing
   */
  TensorRows.Summary summary() {
    return summary.orElseThrow(() -> damaged("its manifest is missing"));
  }

  /** The file's structure is damaged: all that can be said is how far it is good. */
  DataException damaged(String why, Exception cause) {
    return new DataException(message("%s, behind %s".formatted(why, last)), cause);
  }

  DataException damaged(String why) {
    return new DataException(message(why));
  }

  private String message(String why) {
    return "Cannot read the checkpoint of step %s: %s (file=%s); run doctor with --repair, then run the experiment again"
        .formatted(stepId, why, file);
  }
}
