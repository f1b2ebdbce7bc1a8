package io.pollard.store;

/**
 * Something that doctor found wrong with a warehouse.
 *
 * @param kind what is wrong
 * @param path full name of the file or folder
 * @param message why, for people
 * @param repairable whether repairing is safe
 */
public record Finding(Kind kind, String path, String message, boolean repairable) {

  /** What can be wrong, and what repairing does. */
  public enum Kind {
    /** An unfinished file of a process that is gone; deleted. */
    UNFINISHED,
    /** A file or folder that is none of the warehouse's; left alone. */
    FOREIGN,
    /** A file of rows that cannot be read or holds what its name does not say; set aside. */
    UNREADABLE,
    /** Rows of a step that is not committed; deleted. */
    ORPHAN_ROWS,
    /** A checkpoint of a step that no experiment has committed; deleted. */
    ORPHAN_CHECKPOINT,
    /** A committed step whose other rows are not all there; the step is no longer committed. */
    MISSING_ROWS,
    /** A committed step without its checkpoint; the step is no longer committed. */
    MISSING_CHECKPOINT,
    /**
     * A checkpoint that was altered or is not the one that was committed; set aside, and the step
     * is no longer committed.
     */
    DAMAGED_CHECKPOINT,
    /** Rows that another file has too; a file of which readers take no row is deleted. */
    DUPLICATE_ROWS
  }
}
