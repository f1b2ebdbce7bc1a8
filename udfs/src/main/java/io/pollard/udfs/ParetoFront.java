package io.pollard.udfs;

import io.pollard.udfs.RowFunction.Argument;
import java.util.ArrayList;
import java.util.List;

/**
 * Candidates that no other beats: none is at least as accurate and at least as cheap, and better in
 * one of the two. Rows of the same id are replicates, compared by their means; candidates that
 * equal each other in both stay both. The cheapest first. O(n log n).
 */
public final class ParetoFront extends GroupFunction {
  /** As {@code CREATE FUNCTION} makes it. */
  public ParetoFront() {
    super(
        "pollard_pareto",
        "candidates that no other beats in accuracy and cost together, the cheapest first; rows of"
            + " one id are replicates",
        List.of(
            Argument.of("id", "string"),
            Argument.of("accuracy", "double"),
            Argument.of("cost", "double")),
        "array<struct<id:string,accuracy:double,cost:double>>");
  }

  @Override
  Object of(List<List<Object>> rows) {
    List<Struct> front = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    double bestCost = Double.NaN;
    for (Candidate candidate : Candidate.of(rows)) {
      boolean equal = candidate.accuracy() == best && candidate.cost() == bestCost;
      if (candidate.accuracy() > best || equal) {
        front.add(candidate.struct());
        best = candidate.accuracy();
        bestCost = candidate.cost();
      }
    }
    return front;
  }
}
