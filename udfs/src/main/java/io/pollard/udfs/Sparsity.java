package io.pollard.udfs;

/** {@code pollard_sparsity} for {@code CREATE FUNCTION ... USING JAR}. */
public final class Sparsity extends HiveFunction {
  /** As {@code CREATE FUNCTION} makes it. */
  public Sparsity() {
    super(MaskFunctions.SPARSITY);
  }
}
