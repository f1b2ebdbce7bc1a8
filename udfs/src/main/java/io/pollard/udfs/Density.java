package io.pollard.udfs;

/** {@code pollard_density} for {@code CREATE FUNCTION ... USING JAR}. */
public final class Density extends HiveFunction {
  /** As {@code CREATE FUNCTION} makes it. */
  public Density() {
    super(MaskFunctions.DENSITY);
  }
}
