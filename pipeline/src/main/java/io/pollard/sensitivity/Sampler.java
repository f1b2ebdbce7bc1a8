package io.pollard.sensitivity;

import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * In which order the examples of a split are looked at, and what may be concluded after some of
 * them. Paired with the unpruned network, whose verdict on every example is known:
 *
 * <ul>
 *   <li>The <i>doubtful</i> examples are looked at first, all of them: those that the unpruned
 *       network gets wrong (where pruning can only win), and the share {@value #DOUBTFUL_SHARE} of
 *       the others with the smallest margins, most of those that pruning loses first.
 *   <li>The <i>safe</i> ones are right in the unpruned network, so all that pruning can do is lose
 *       some. They are looked at in random order, {@value #FIRST} at first and then twice as many
 *       at every look, so the number of lost ones among all is known from a sample without
 *       replacement: exact {@link Hypergeometric} limits.
 * </ul>
 *
 * <p>The interval of a cell holds at the look at which it stops, whenever that is: with K looks
 * before the last (which sees everything and is never wrong), each may miss with probability {@code
 * (1 - confidence) / K}, half of it at either end (union bound; Pocock 1977 for looking at fixed
 * numbers). Which examples are doubtful depends on the unpruned network alone and the random order
 * on the seed alone, so neither depends on what a cell does.
 *
 * <p>Han et al. and Li et al. look at everything; the pairing is that of a paired comparison of two
 * classifiers (McNemar 1947).
 */
public final class Sampler {
  static final double DOUBTFUL_SHARE = 0.04;
  static final int FIRST = 256;

  private final int[] doubtful;
  private final int[] safe;
  private final List<Integer> looks;
  private final Hypergeometric law;
  private final Analysis.Sampling sampling;

  /**
   * @param standings of all examples of the split
   */
  public Sampler(List<Standing> standings, Analysis.Sampling sampling, long seed) {
    this.sampling = sampling;
    List<Standing> right =
        standings.stream()
            .filter(Standing::right)
            .sorted(
                Comparator.comparingDouble(Standing::margin).thenComparingInt(Standing::example))
            .toList();
    int close = (int) Math.floor(DOUBTFUL_SHARE * right.size());
    List<Integer> first = new ArrayList<>();
    standings.stream().filter(s -> !s.right()).forEach(s -> first.add(s.example()));
    right.subList(0, close).forEach(s -> first.add(s.example()));
    doubtful = first.stream().mapToInt(Integer::intValue).sorted().toArray();
    int[] rest = right.subList(close, right.size()).stream().mapToInt(Standing::example).toArray();
    Arrays.sort(rest);
    int[] order = Draws.of(seed, "sensitivity").permutation(rest.length);
    safe = new int[rest.length];
    for (int i = 0; i < safe.length; i++) {
      safe[i] = rest[order[i]];
    }
    law = new Hypergeometric(safe.length);
    List<Integer> ends = new ArrayList<>();
    for (int end = FIRST; end < safe.length; end *= 2) {
      ends.add(end);
    }
    ends.add(safe.length);
    looks = List.copyOf(ends);
  }

  /** The examples that every cell looks at. */
  public int[] doubtful() {
    return doubtful.clone();
  }

  /** Number of looks. */
  public int looks() {
    return looks.size();
  }

  /** The safe examples that a look adds, counted from 0. */
  public int[] added(int look) {
    return Arrays.copyOfRange(safe, look == 0 ? 0 : looks.get(look - 1), looks.get(look));
  }

  /**
   * What is known of a cell after a look.
   *
   * @param look counted from 0
   * @param onDoubtful sums over all doubtful examples
   * @param onSafe sums over the safe examples up to this look
   */
  public Estimate estimate(int look, Tally onDoubtful, Tally onSafe) {
    int seen = looks.get(look);
    int all = safe.length;
    int lost = seen - onSafe.top1();
    int leastLost = lost;
    int mostLost = lost;
    if (seen < all) {
      double miss = (1.0 - sampling.confidence()) / (looks.size() - 1) / 2.0;
      leastLost = law.lower(seen, lost, miss);
      mostLost = law.upper(seen, lost, miss);
    }
    double population = doubtful.length + all;
    double scale = seen == 0 ? 0.0 : (double) all / seen;
    return new Estimate(
        onDoubtful.examples() + seen,
        (onDoubtful.top1() + scale * onSafe.top1()) / population,
        (onDoubtful.top5() + scale * onSafe.top5()) / population,
        (onDoubtful.loss() + scale * onSafe.loss()) / population,
        (onDoubtful.top1() + all - mostLost) / population,
        (onDoubtful.top1() + all - leastLost) / population);
  }

  /** Whether a cell may stop with this. */
  public boolean isNarrow(Estimate estimate) {
    return estimate.high() - estimate.low() <= 2.0 * sampling.within();
  }
}
