package io.pollard.execute;

import io.pollard.plan.Step;
import io.pollard.plan.Work;
import io.pollard.store.HistoryRow;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.train.HistoryPoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the segments of a dense training logged before the one that is running. */
final class EarlierSegments {
  private EarlierSegments() {}

  /** Points of the validation split, earliest first; none for a step that is no dense segment. */
  static List<HistoryPoint> history(Site site) {
    return site.step().work() instanceof Work.Train
        ? site.clock().time(StageClock.Stage.DATA, () -> read(site))
        : List.of();
  }

  private static List<HistoryPoint> read(Site site) {
    Deque<HistoryPoint> points = new ArrayDeque<>();
    Optional<String> segment = site.step().parent(Step.Role.WEIGHTS);
    while (segment.isPresent()) {
      Set<String> id = Set.of(segment.get());
      List<HistoryRow> rows = site.warehouse().rows(Tables.HISTORY, site.experiment(), id);
      for (int i = rows.size() - 1; i >= 0; i--) {
        Optional<HistoryPoint> point = validation(rows.get(i).point());
        point.ifPresent(points::addFirst);
      }
      segment =
          site.warehouse().rows(Tables.STEPS, site.experiment(), id).stream()
              .map(StepRow::step)
              .flatMap(step -> step.parents().stream())
              .findFirst();
    }
    return new ArrayList<>(points);
  }

  private static Optional<HistoryPoint> validation(io.pollard.store.HistoryPoint point) {
    if (!point.split().equals(HistoryPoint.Split.VALIDATION.label())) {
      return Optional.empty();
    }
    return Optional.of(
        new HistoryPoint(
            point.iteration(),
            point.epoch(),
            HistoryPoint.Split.VALIDATION,
            point.loss(),
            point.top1(),
            point.learningRate()));
  }
}
