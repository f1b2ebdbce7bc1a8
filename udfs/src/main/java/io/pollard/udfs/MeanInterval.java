package io.pollard.udfs;

import io.pollard.UserException;
import io.pollard.random.Draws;
import io.pollard.udfs.RowFunction.Argument;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mean, sample deviation (divisor n - 1, null for one row), and a bootstrap interval of the mean:
 * the percentile method (Efron 1979; Efron, Tibshirani 1993, chapter 13) over 10,000 resamples,
 * quantiles linear between neighbours. The draws are keyed by the seed and the resample, and the
 * values are sorted first: the same values and seed give the same bits in any order of the rows.
 * 10,000 n draws.
 */
public final class MeanInterval extends GroupFunction {
  private static final String NAME = "pollard_mean_interval";
  private static final int RESAMPLES = 10_000;

  /** As {@code CREATE FUNCTION} makes it. */
  public MeanInterval() {
    super(
        NAME,
        "mean, sample deviation and bootstrap interval of the mean (percentiles of 10,000"
            + " resamples, drawn by the seed)",
        List.of(
            Argument.of("value", "double"),
            Argument.of("confidence", "double"),
            Argument.of("seed", "bigint")),
        "struct<n:bigint,mean:double,deviation:double,low:double,high:double>");
  }

  @Override
  Object of(List<List<Object>> rows) {
    double confidence = (double) Statistics.constant(NAME, "confidence", rows, 1);
    long seed = (long) Statistics.constant(NAME, "seed", rows, 2);
    if (!(confidence > 0.0 && confidence < 1.0)) {
      throw new UserException(
          "Cannot compute %s: the confidence lies in (0, 1) (confidence=%s); give 0.95, for one"
              .formatted(NAME, confidence));
    }
    double[] values = Statistics.sorted(rows, 0);
    double[] means = new double[RESAMPLES];
    for (int resample = 0; resample < RESAMPLES; resample++) {
      Draws draws = Draws.of(seed, "bootstrap", resample);
      double[] drawn = new double[values.length];
      Arrays.setAll(drawn, i -> values[draws.nextInt(values.length)]);
      means[resample] = Statistics.mean(drawn);
    }
    Arrays.sort(means);
    @Nullable Double deviation = values.length < 2 ? null : Statistics.deviation(values);
    return Struct.of(
        (long) values.length,
        Statistics.mean(values),
        deviation,
        quantile(means, (1 - confidence) / 2),
        quantile(means, (1 + confidence) / 2));
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = (int) Math.ceil(place);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  }
}
