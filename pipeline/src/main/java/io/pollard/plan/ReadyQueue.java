package io.pollard.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which step may run next. A step is ready once all its parents are done; among ready steps the one
 * with the longest chain of iterations behind it (its own included) goes first, so that no long arm
 * is left over when the others have ended; ties go by plan order. Not thread-safe.
 */
public final class ReadyQueue {
  private final Map<String, Step> open = new HashMap<>();
  private final Map<String, List<Step>> children = new HashMap<>();
  private final Map<String, Integer> waitingFor = new HashMap<>();
  private final Map<String, Long> remaining;
  private final PriorityQueue<Step> ready;

  /**
   * @param steps in topological order
   * @param done ids of steps that need not run
   */
  public ReadyQueue(List<Step> steps, Set<String> done) {
    Map<String, Integer> order = new HashMap<>();
    for (Step step : steps) {
      order.put(step.id(), order.size());
      for (String parent : parents(step)) {
        children.computeIfAbsent(parent, key -> new ArrayList<>()).add(step);
      }
    }
    remaining = longestChains(steps);
    ready =
        new PriorityQueue<>(
            Comparator.comparingLong((Step step) -> -remaining.getOrDefault(step.id(), 0L))
                .thenComparingInt(step -> order.getOrDefault(step.id(), 0)));
    for (Step step : steps) {
      if (!done.contains(step.id())) {
        int missing = (int) parents(step).stream().filter(id -> !done.contains(id)).count();
        open.put(step.id(), step);
        waitingFor.put(step.id(), missing);
        if (missing == 0) {
          ready.add(step);
        }
      }
    }
  }

  /** Takes the next ready step. */
  public Optional<Step> poll() {
    return Optional.ofNullable(ready.poll());
  }

  /**
   * Number of steps that are neither done, failed nor skipped; those polled count until reported.
   */
  public int open() {
    return open.size();
  }

  /** Iterations of the longest chain that starts with a step. */
  public long remainingIterations(String id) {
    return remaining.getOrDefault(id, 0L);
  }

  /** Reports a step as done, which may make others ready. */
  public void done(String id) {
    if (open.remove(id) == null) {
      throw new IllegalStateException("step " + id + " is not open");
    }
    for (Step child : children.getOrDefault(id, List.of())) {
      Integer missing = waitingFor.computeIfPresent(child.id(), (key, count) -> count - 1);
      if (missing != null && missing == 0 && open.containsKey(child.id())) {
        ready.add(child);
      }
    }
  }

  /**
   * Reports a step as failed.
   *
   * @return the steps that cannot run any more because of it, in no particular order
   */
  public List<Step> failed(String id) {
    if (open.remove(id) == null) {
      throw new IllegalStateException("step " + id + " is not open");
    }
    List<Step> skipped = new ArrayList<>();
    Deque<String> lost = new ArrayDeque<>(List.of(id));
    while (!lost.isEmpty()) {
      for (Step child : children.getOrDefault(lost.pop(), List.of())) {
        if (open.remove(child.id()) != null) {
          skipped.add(child);
          lost.push(child.id());
        }
      }
    }
    return skipped;
  }

  private Map<String, Long> longestChains(List<Step> steps) {
    Map<String, Long> longest = new HashMap<>();
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      long behind =
          children.getOrDefault(step.id(), List.of()).stream()
              .mapToLong(child -> longest.getOrDefault(child.id(), 0L))
              .max()
              .orElse(0L);
      longest.put(step.id(), behind + step.iterations() + 1);
    }
    return longest;
  }

  private static Set<String> parents(Step step) {
    Set<String> ids = new HashSet<>();
    step.parents().forEach(parent -> ids.add(parent.id()));
    return ids;
  }
}
