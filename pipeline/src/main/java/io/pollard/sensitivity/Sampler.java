package io.pollard.sensitivity;

import io.pollard.random.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * In which order the examples of a split are looked at, and what may be concluded after some of
 * them. Paired with the unpruned network, whose verdict on every example is known: what it gets
 * right pruning can only lose, what it gets wrong only win.
 *
 * <ul>
 *   <li>The first look is a random sample of the right ones and one of the wrong ones, just large
 *       enough that a cell which changes none of them is known well enough; {@code n} of each in
 *       proportion to the square roots of how many there are, which needs the fewest.
 *   <li>The second adds all <i>doubtful</i> examples: the wrong ones, and the share {@value
 *       #DOUBTFUL_SHARE} of the right ones with the smallest margins, most of those that pruning
 *       loses first.
 *   <li>Every further one looks at twice as many of the <i>safe</i> others, in random order.
 * </ul>
 *
 * <p>How many are lost or won among all is known from samples without replacement: exact {@link
 * Hypergeometric} limits.
 *
 * <p>The interval of a cell holds at the look at which it stops, whenever that is: with K looks
 * before the last (which sees everything and is never wrong), each may miss with probability {@code
 * (1 - confidence) / K}, shared equally by its limits (union bound; Pocock 1977 for looking at
 * fixed numbers). Which examples are doubtful depends on the unpruned network alone and the random
 * order on the seed alone, so neither depends on what a cell does.
 *
 * <p>Han et al. and Li et al. look at everything; the pairing is that of a paired comparison of two
 * classifiers (McNemar 1947).
 */
public final class Sampler {
  static final double DOUBTFUL_SHARE = 0.04;

  /** The size of the first sample is found in steps of so many. */
  private static final int STEP = 16;

  private final Analysis.Sampling sampling;
  private final Order right;
  private final Order wrong;
  private final int[] doubtful;
  private final int[] safe;
  private final List<Look> looks;
  private final Hypergeometric safeLaw;

  /** How many doubtful and safe examples a look has seen. */
  private record Look(int doubtful, int safe) {}

  /** Examples in random order, and how many of them the first look takes. */
  private static final class Order {
    final int[] examples;
    final Hypergeometric law;
    int first;

    Order(Collection<Integer> some, long seed, String purpose) {
      int[] sorted = some.stream().mapToInt(Integer::intValue).sorted().toArray();
      int[] order = Draws.of(seed, purpose).permutation(sorted.length);
      examples = Arrays.stream(order).map(i -> sorted[i]).toArray();
      law = new Hypergeometric(sorted.length);
    }

    int size() {
      return examples.length;
    }
  }

  /**
   * @param standings of all examples of the split
   */
  public Sampler(List<Standing> standings, Analysis.Sampling sampling, long seed) {
    this.sampling = sampling;
    List<Integer> ascending =
        standings.stream()
            .filter(Standing::right)
            .sorted(
                Comparator.comparingDouble(Standing::margin).thenComparingInt(Standing::example))
            .map(Standing::example)
            .toList();
    Set<Integer> close =
        new HashSet<>(ascending.subList(0, (int) (DOUBTFUL_SHARE * ascending.size())));
    right = new Order(ascending, seed, "sensitivity");
    wrong =
        new Order(
            standings.stream().filter(s -> !s.right()).map(Standing::example).toList(),
            seed,
            "sensitivity, wrong");
    safe = Arrays.stream(right.examples).filter(e -> !close.contains(e)).toArray();
    safeLaw = new Hypergeometric(safe.length);
    int total = wrong.size() + close.size();
    int closeSeen = chooseFirst(close, total);
    doubtful = doubtful(close);
    looks = looks(new Look(wrong.first + closeSeen, right.first - closeSeen), total);
  }

  /**
   * Chooses the size of the first look.
   *
   * @param total number of doubtful examples
   * @return how many doubtful ones are among the right ones in it
   */
  private int chooseFirst(Set<Integer> close, int total) {
    int closeSeen = 0;
    double ratio = Math.sqrt((double) wrong.size() / Math.max(1, right.size()));
    boolean narrow = false;
    while (!narrow && right.first < right.size()) {
      int next = Math.min(right.size(), right.first + STEP);
      for (int i = right.first; i < next; i++) {
        closeSeen += close.contains(right.examples[i]) ? 1 : 0;
      }
      right.first = next;
      wrong.first = Math.min(wrong.size(), (int) Math.ceil(ratio * next));
      int before = looks(new Look(wrong.first + closeSeen, next - closeSeen), total).size() - 1;
      double miss = (1.0 - sampling.confidence()) / Math.max(1, before) / 4.0;
      int changed = right.law.upper(next, 0, miss) + wrong.law.upper(wrong.first, 0, miss);
      narrow = changed <= 2.0 * sampling.within() * (right.size() + wrong.size());
    }
    if (right.first == right.size()) {
      wrong.first = wrong.size();
    }
    return closeSeen;
  }

  private List<Look> looks(Look first, int total) {
    List<Look> all = new ArrayList<>(List.of(first));
    for (int end = first.safe(); end < safe.length; end = Math.max(STEP, 2 * end)) {
      all.add(new Look(total, end));
    }
    all.add(new Look(total, safe.length));
    return all.stream().distinct().toList();
  }

  /** Those of the first look first. */
  private int[] doubtful(Set<Integer> close) {
    List<Integer> order = new ArrayList<>();
    Arrays.stream(wrong.examples).limit(wrong.first).forEach(order::add);
    Arrays.stream(right.examples).limit(right.first).filter(close::contains).forEach(order::add);
    Arrays.stream(wrong.examples).skip(wrong.first).forEach(order::add);
    Arrays.stream(right.examples).skip(right.first).filter(close::contains).forEach(order::add);
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Number of looks. */
  public int looks() {
    return looks.size();
  }

  /** The doubtful examples that a look adds, counted from 0. */
  public int[] doubtful(int look) {
    return Arrays.copyOfRange(
        doubtful, look == 0 ? 0 : looks.get(look - 1).doubtful(), looks.get(look).doubtful());
  }

  /** The safe examples that a look adds, counted from 0. */
  public int[] safe(int look) {
    return Arrays.copyOfRange(
        safe, look == 0 ? 0 : looks.get(look - 1).safe(), looks.get(look).safe());
  }

  /**
   * What is known of a cell after a look.
   *
   * @param look counted from 0
   * @param onDoubtful sums over the doubtful examples up to this look
   * @param onSafe sums over the safe examples up to this look
   */
  public Estimate estimate(int look, Tally onDoubtful, Tally onSafe) {
    double miss = (1.0 - sampling.confidence()) / Math.max(1, looks.size() - 1);
    return looks.get(look).doubtful() < doubtful.length
        ? ofSamples(onDoubtful.plus(onSafe), miss / 4.0)
        : withAllDoubtful(onDoubtful.all(), onSafe.all(), miss / 2.0);
  }

  /** From a sample of the right ones and one of the wrong ones. */
  private Estimate ofSamples(Tally tally, double miss) {
    Outcome kept = tally.right();
    Outcome won = tally.wrong();
    int lost = kept.examples() - kept.top1();
    double all = right.size() + wrong.size();
    double rights = scale(right.size(), kept.examples());
    double wrongs = scale(wrong.size(), won.examples());
    int least =
        right.size()
            - right.law.upper(kept.examples(), lost, miss)
            + wrong.law.lower(won.examples(), won.top1(), miss);
    int most =
        right.size()
            - right.law.lower(kept.examples(), lost, miss)
            + wrong.law.upper(won.examples(), won.top1(), miss);
    return new Estimate(
        kept.examples() + won.examples(),
        (rights * kept.top1() + wrongs * won.top1()) / all,
        (rights * kept.top5() + wrongs * won.top5()) / all,
        (rights * kept.loss() + wrongs * won.loss()) / all,
        least / all,
        most / all);
  }

  /** From all doubtful ones and a sample of the safe ones. */
  private Estimate withAllDoubtful(Outcome known, Outcome sample, double miss) {
    int lost = sample.examples() - sample.top1();
    double all = doubtful.length + safe.length;
    double scale = scale(safe.length, sample.examples());
    int kept = known.top1() + safe.length;
    return new Estimate(
        known.examples() + sample.examples(),
        (known.top1() + scale * sample.top1()) / all,
        (known.top5() + scale * sample.top5()) / all,
        (known.loss() + scale * sample.loss()) / all,
        (kept - safeLaw.upper(sample.examples(), lost, miss)) / all,
        (kept - safeLaw.lower(sample.examples(), lost, miss)) / all);
  }

  private static double scale(int all, int seen) {
    return seen == 0 ? 0.0 : (double) all / seen;
  }

  /** Whether a cell may stop with this. */
  public boolean isNarrow(Estimate estimate) {
    return estimate.high() - estimate.low() <= 2.0 * sampling.within();
  }
}
