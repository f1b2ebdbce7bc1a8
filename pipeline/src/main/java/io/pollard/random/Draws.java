package io.pollard.random;

/**
 * A stream of pseudo-random numbers that is a pure function of its key: a seed, a purpose and any
 * number of indices (epoch, sample, tensor ...). Two streams with different keys are independent;
 * the same key gives the same numbers on every machine, thread and partitioning, which is what
 * makes resuming and re-running bit-identical.
 *
 * <p>The generator is SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
 * generators", figure 17: state += 0x9e3779b97f4a7c15, then the 64-bit finaliser of variant 13).
 * The key is folded into the initial state by the same finaliser. Not for cryptography. Not
 * thread-safe.
 */
public final class Draws {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  private Draws(long state) {
    this.state = state;
  }

  /**
   * The stream of a key.
   *
   * @param seed the replicate's seed
   * @param purpose what the numbers are for ("shuffle", "initialize" ...); keeps uses apart
   * @param indices what within the purpose, in order
   */
  public static Draws of(long seed, String purpose, long... indices) {
    long key = mix(seed + GOLDEN);
    for (int i = 0; i < purpose.length(); i++) {
      key = mix((key ^ purpose.charAt(i)) + GOLDEN);
    }
    for (long index : indices) {
      key = mix((key ^ mix(index + GOLDEN)) + GOLDEN);
    }
    return new Draws(key);
  }

  /** 64 uniform bits. */
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in [0, bound), without bias (Lemire 2019, multiply and reject). */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive: " + bound);
    }
    long product = (nextLong() >>> 32) * bound;
    long low = product & 0xffffffffL;
    if (low < bound) {
      long threshold = (1L << 32) % bound;
      while (low < threshold) {
        product = (nextLong() >>> 32) * bound;
        low = product & 0xffffffffL;
      }
    }
    return (int) (product >>> 32);
  }

  /** Uniform in [0, 1) with 53 random bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  public boolean nextBoolean() {
    return nextLong() < 0;
  }

  /**
   * Standard normal (Box and Muller 1958, cosine branch). StrictMath, so that every machine gives
   * the same bits; both uniforms are fresh on each call, so the stream has no hidden half.
   */
  public double nextGaussian() {
    double radius = 1.0 - nextDouble();
    double angle = 2.0 * StrictMath.PI * nextDouble();
    return StrictMath.sqrt(-2.0 * StrictMath.log(radius)) * StrictMath.cos(angle);
  }

  /** A uniformly drawn permutation of 0..n-1 (Fisher and Yates, Durstenfeld's form). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    return order;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
