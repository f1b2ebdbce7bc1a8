package io.pollard.udfs;

import io.pollard.udfs.RowFunction.Argument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cheapest candidate that loses no more than a budget against the dense network: {@code mean
 * accuracy >= mean dense accuracy - within}. Rows of the same id are replicates. Ties in cost go to
 * the more accurate, then to the first name; null if none is good enough.
 */
public final class BestWithin extends GroupFunction {
  private static final String NAME = "pollard_best_within";

  /** As {@code CREATE FUNCTION} makes it. */
  public BestWithin() {
    super(
        NAME,
        "the cheapest candidate whose mean accuracy is no more than 'within' below the dense"
            + " network's; rows of one id are replicates",
        List.of(
            Argument.of("id", "string"),
            Argument.of("accuracy", "double"),
            Argument.of("cost", "double"),
            Argument.of("dense", "double"),
            Argument.of("within", "double")),
        "struct<id:string,accuracy:double,cost:double>");
  }

  @Override
  @Nullable Object of(List<List<Object>> rows) {
    double within = (double) Statistics.constant(NAME, "within", rows, 4);
    double least = Statistics.mean(rows, 3) - within;
    return Candidate.of(rows).stream()
        .filter(candidate -> candidate.accuracy() >= least)
        .findFirst()
        .map(Candidate::struct)
        .orElse(null);
  }
}
