package io.pollard.prune.repair;

/**
 * What a kept channel k has to be multiplied by to stand in for a removed one r behind batch norm:
 * {@code y_r = scale y_k + residual} where {@code w_r = s w_k}, with
 *
 * <pre>
 *   scale    = s (gamma_r / gamma_k) (deviation_k / deviation_r)
 *   residual = (gamma_r / deviation_r) (s (mean_k - deviation_k beta_k / gamma_k) - mean_r) + beta_r
 * </pre>
 *
 * <p>Source: Kim, Kim, Park, Jeon (2020), "Neuron merging: compensating for pruned neurons",
 * section 3.3 (METHODS S4), by its derivation; for the published program's formula see {@link
 * #published}.
 *
 * @param scale the factor; a ReLU lets it pass if it is not negative
 * @param residual what stays over, and is dropped
 */
record Merge(double scale, double residual) {

  /**
   * The merge of one channel into another.
   *
   * @param norms ratio s of the norms of the removed and the kept weights
   */
  static Merge of(double norms, Normed removed, Normed kept) {
    double scale =
        norms * (removed.gamma() / kept.gamma()) * (kept.deviation() / removed.deviation());
    double residual =
        removed.gamma()
                / removed.deviation()
                * (norms * (kept.mean() - kept.deviation() * kept.beta() / kept.gamma())
                    - removed.mean())
            + removed.beta();
    return new Merge(scale, residual);
  }

  /**
   * The merge as the published program computes it: the two channels' roles are exchanged, and
   * variances stand where deviations belong. Only to compare numbers: {@code y_r = scale y_k +
   * residual} does not hold for it.
   *
   * @param norms ratio s of the norms of the removed and the kept weights
   */
  static Merge published(double norms, Normed removed, Normed kept) {
    return of(norms, kept.withVariance(), removed.withVariance());
  }

  /** Whether a ReLU lets it pass. */
  boolean isUsable() {
    return scale > 0.0 && Double.isFinite(scale) && Double.isFinite(residual);
  }

  /**
   * Which candidate stands in best: the least of {@code balance distance + (1 - balance) r}, with r
   * = |residual| / scale, put between 0 and 1 over the candidates (0 if all are the same). Ties:
   * the first.
   *
   * @param distances 1 - cosine
   * @return an index, or -1 without candidates
   */
  static int best(double[] distances, Merge[] merges, double balance) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Merge merge : merges) {
      low = Math.min(low, merge.relativeResidual());
      high = Math.max(high, merge.relativeResidual());
    }
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < merges.length; k++) {
      double r = high > low ? (merges[k].relativeResidual() - low) / (high - low) : 0.0;
      double score = balance * distances[k] + (1.0 - balance) * r;
      if (score < least) {
        least = score;
        best = k;
      }
    }
    return best;
  }

  private double relativeResidual() {
    return Math.abs(residual) / scale;
  }
}
