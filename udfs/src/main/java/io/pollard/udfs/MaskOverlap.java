package io.pollard.udfs;

/** {@code pollard_mask_overlap} for {@code CREATE FUNCTION ... USING JAR}. */
public final class MaskOverlap extends HiveFunction {
  /** As {@code CREATE FUNCTION} makes it. */
  public MaskOverlap() {
    super(MaskFunctions.OVERLAP);
  }
}
