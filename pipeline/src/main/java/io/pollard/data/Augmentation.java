package io.pollard.data;

/**
 * Random changes to training images, drawn anew for every example in every epoch.
 *
 * @param padAndCrop pad each side by this many pixels of a raw 0, then cut out a window of the
 *     original size, uniformly among all {@code (2 padAndCrop + 1)^2}; 0 = off
 * @param horizontalFlip mirror left and right, with probability one half
 */
public record Augmentation(int padAndCrop, boolean horizontalFlip) {

  /** No augmentation. */
  public Augmentation() {
    this(0, false);
  }

  /**
   * @throws IllegalArgumentException if {@code padAndCrop} is negative
   */
  public Augmentation {
    if (padAndCrop < 0) {
      throw new IllegalArgumentException("padAndCrop is at least 0, found " + padAndCrop);
    }
  }

  /** Whether it changes nothing. */
  public boolean isNone() {
    return padAndCrop == 0 && !horizontalFlip;
  }
}
