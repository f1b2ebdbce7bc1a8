package io.pollard.sensitivity;

import io.pollard.measure.Verdict;
import java.util.List;

/**
 * Accuracy and loss of a cell over a whole split, known or estimated.
 *
 * @param samples examples that were looked at
 * @param top1 share of right answers
 * @param top5 share of answers among the five highest
 * @param loss mean
 * @param low lower end of the interval for {@code top1}
 * @param high upper end of it
 */
public record Estimate(
    int samples, double top1, double top5, double loss, double low, double high) {

  /** Of the unpruned network, from its verdicts on all examples. */
  static Estimate of(List<Standing> all) {
    int right = 0;
    int few = 0;
    double loss = 0.0;
    for (Standing standing : all) {
      right += standing.right() ? 1 : 0;
      few += standing.place() < Verdict.FEW ? 1 : 0;
      loss += standing.loss();
    }
    return exact(new Outcome(all.size(), right, few, loss));
  }

  /** Of a cell that saw everything. */
  static Estimate exact(Outcome all) {
    double top1 = (double) all.top1() / all.examples();
    return new Estimate(
        all.examples(),
        top1,
        (double) all.top5() / all.examples(),
        all.loss() / all.examples(),
        top1,
        top1);
  }
}
