package io.pollard.udfs;

/** {@code pollard_kept} for {@code CREATE FUNCTION ... USING JAR}. */
public final class Kept extends HiveFunction {
  /** As {@code CREATE FUNCTION} makes it. */
  public Kept() {
    super(MaskFunctions.KEPT);
  }
}
