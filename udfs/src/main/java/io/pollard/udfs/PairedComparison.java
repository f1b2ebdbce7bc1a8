package io.pollard.udfs;

import io.pollard.UserException;
import io.pollard.udfs.RowFunction.Argument;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.math3.distribution.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Two arms over the replicates that both have: {@code d = first - second} per replicate, the mean
 * of d, its sample deviation s, {@code t = mean / (s / sqrt(n))} with n - 1 degrees of freedom, the
 * two-sided p-value and the 95% interval of the mean (Student 1908, the paired t-test). Several
 * rows of one arm and replicate count as their mean. With one pair, deviation and what follows are
 * null; with s = 0, t and p are. Null without a pair. Rows of other arms are passed over.
 */
public final class PairedComparison extends GroupFunction {
  private static final String NAME = "pollard_paired";
  private static final double CONFIDENCE = 0.95;

  /** As {@code CREATE FUNCTION} makes it. */
  public PairedComparison() {
    super(
        NAME,
        "first arm minus second arm over the replicates of both: mean difference, deviation, paired"
            + " t-test, 95% interval, and in how many the first is above, below and level",
        List.of(
            Argument.of("replicate", "bigint"),
            Argument.of("arm", "string"),
            Argument.of("value", "double"),
            Argument.of("first", "string"),
            Argument.of("second", "string")),
        "struct<pairs:bigint,difference:double,deviation:double,t:double,p:double,low:double,"
            + "high:double,above:bigint,below:bigint,level:bigint>");
  }

  @Override
  @Nullable Object of(List<List<Object>> rows) {
    Map<Long, Double> first = byReplicate(rows, Statistics.constant(NAME, "first", rows, 3));
    Map<Long, Double> second = byReplicate(rows, Statistics.constant(NAME, "second", rows, 4));
    double[] differences =
        first.entrySet().stream()
            .filter(entry -> second.containsKey(entry.getKey()))
            .mapToDouble(entry -> entry.getValue() - second.getOrDefault(entry.getKey(), 0.0))
            .sorted()
            .toArray();
    return differences.length == 0 ? null : compare(differences);
  }

  private static Map<Long, Double> byReplicate(List<List<Object>> rows, Object arm) {
    Map<Long, List<List<Object>>> replicates =
        rows.stream()
            .filter(row -> row.get(1).equals(arm))
            .collect(
                Collectors.groupingBy(row -> (long) row.get(0), TreeMap::new, Collectors.toList()));
    Map<Long, Double> means = new TreeMap<>();
    replicates.forEach((replicate, same) -> means.put(replicate, Statistics.mean(same, 2)));
    return means;
  }

  private static Struct compare(double... differences) {
    if (Arrays.stream(differences).anyMatch(Double::isNaN)) {
      throw new UserException(
          "Cannot compute %s: a value is not a number; leave such rows out with a condition"
              .formatted(NAME));
    }
    int n = differences.length;
    double mean = Statistics.mean(differences);
    @Nullable Double deviation = null;
    @Nullable Double t = null;
    @Nullable Double p = null;
    @Nullable Double low = null;
    @Nullable Double high = null;
    if (n > 1) {
      double spread = Statistics.deviation(differences);
      double error = spread / Math.sqrt(n);
      TDistribution student = new TDistribution(n - 1.0);
      double reach = error * student.inverseCumulativeProbability((1 + CONFIDENCE) / 2);
      deviation = spread;
      low = mean - reach;
      high = mean + reach;
      if (error > 0) {
        t = mean / error;
        p = 2 * student.cumulativeProbability(-Math.abs(t));
      }
    }
    return Struct.of(
        (long) n,
        mean,
        deviation,
        t,
        p,
        low,
        high,
        Arrays.stream(differences).filter(d -> d > 0).count(),
        Arrays.stream(differences).filter(d -> d < 0).count(),
        Arrays.stream(differences).filter(d -> d == 0).count());
  }
}
