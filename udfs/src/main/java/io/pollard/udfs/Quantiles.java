package io.pollard.udfs;

/** {@code pollard_quantiles} for {@code CREATE FUNCTION ... USING JAR}. */
public final class Quantiles extends HiveFunction {
  /** As {@code CREATE FUNCTION} makes it. */
  public Quantiles() {
    super(TensorFunctions.QUANTILES);
  }
}
