package io.pollard.udfs;

/** {@code pollard_histogram} for {@code CREATE FUNCTION ... USING JAR}. */
public final class Histogram extends HiveFunction {
  /** As {@code CREATE FUNCTION} makes it. */
  public Histogram() {
    super(TensorFunctions.HISTOGRAM);
  }
}
