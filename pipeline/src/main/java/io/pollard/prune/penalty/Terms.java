package io.pollard.prune.penalty;

import io.pollard.UserException;
import io.pollard.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The penalties of a training, bound to a network.
 *
 * @param all over the same flat vector
 */
public record Terms(List<Term> all) {

  public Terms {
    all = List.copyOf(all);
  }

  /** No penalty. */
  public static Terms none() {
    return new Terms(List.of());
  }

  /**
   * The terms of some penalties.
   *
   * @throws UserException if one does not suit the network, or two proximal steps would act on the
   *     same weights, for which there is no closed form
   */
  public static Terms of(Network network, List<Penalty> penalties) {
    List<Term> all = new ArrayList<>();
    BitSet proximal = new BitSet();
    for (Penalty penalty : penalties) {
      for (Term term : penalty.terms(network)) {
        if (term.step() == Term.Step.PROXIMAL) {
          requireDisjoint(network, penalty, term, proximal);
        }
        all.add(term);
      }
    }
    return new Terms(all);
  }

  private static void requireDisjoint(
      Network network, Penalty penalty, Term term, BitSet proximal) {
    int[] members = term.members();
    for (int i = 0; i < members.length; i++) {
      if (members[i] != Term.NONE) {
        if (proximal.get(i)) {
          throw new UserException(
              "Cannot penalise %s with %s: another penalty takes proximal steps of the same weights (index=%d); give all but one of them step: gradient"
                  .formatted(network.name(), penalty.name(), i));
        }
        proximal.set(i);
      }
    }
  }

  /**
   * The same over a vector of another order.
   *
   * @param index where each element lies there
   * @param length of that vector; elements that nothing is brought to belong to no group
   */
  public Terms placed(int[] index, int length) {
    return new Terms(
        all.stream()
            .map(
                term -> {
                  int[] members = new int[length];
                  Arrays.fill(members, Term.NONE);
                  for (int i = 0; i < index.length; i++) {
                    members[index[i]] = term.members()[i];
                  }
                  return new Term(
                      members,
                      term.strengths(),
                      term.layers(),
                      term.form(),
                      term.l1(),
                      term.step());
                })
            .toList());
  }
}
