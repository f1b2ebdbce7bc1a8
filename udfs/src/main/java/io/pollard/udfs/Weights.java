package io.pollard.udfs;

/** {@code pollard_weights} for {@code CREATE FUNCTION ... USING JAR}. */
public final class Weights extends HiveFunction {
  /** As {@code CREATE FUNCTION} makes it. */
  public Weights() {
    super(TensorFunctions.WEIGHTS);
  }
}
