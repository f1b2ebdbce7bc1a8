package io.pollard.udfs;

/** {@code pollard_effective_bits} for {@code CREATE FUNCTION ... USING JAR}. */
public final class EffectiveBits extends HiveFunction {
  /** As {@code CREATE FUNCTION} makes it. */
  public EffectiveBits() {
    super(TensorFunctions.EFFECTIVE_BITS);
  }
}
