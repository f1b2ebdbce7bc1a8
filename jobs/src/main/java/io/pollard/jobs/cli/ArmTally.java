package io.pollard.jobs.cli;

import io.pollard.plan.Step;
import io.pollard.store.Use;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts arms by how far they are. An arm counts once per replicate: that is what is run. A step
 * that several arms share moves all of them. Not thread-safe.
 */
final class ArmTally {

  /**
   * One arm of one replicate.
   *
   * @param arm its name
   * @param replicate its seed
   */
  private record Member(String arm, long replicate) {
    static Member of(Use use) {
      return new Member(use.arm(), use.replicate());
    }
  }

  private final Map<Member, Set<String>> open = new LinkedHashMap<>();
  private final Map<Member, Integer> running = new HashMap<>();
  private final Set<Member> failed = new HashSet<>();

  /**
   * @param steps of the plan
   * @param done ids of those that need not run
   */
  ArmTally(List<Step> steps, Set<String> done) {
    for (Step step : steps) {
      for (Use use : step.uses()) {
        Set<String> ids = open.computeIfAbsent(Member.of(use), key -> new HashSet<>());
        if (!done.contains(step.id())) {
          ids.add(step.id());
        }
      }
    }
  }

  void started(Step step) {
    members(step).forEach(member -> running.merge(member, 1, Integer::sum));
  }

  void stopped(Step step) {
    members(step).forEach(member -> running.merge(member, -1, Integer::sum));
  }

  void done(Step step) {
    members(step).forEach(member -> open.getOrDefault(member, Set.of()).remove(step.id()));
  }

  void failed(Step step) {
    failed.addAll(members(step));
  }

  int total() {
    return open.size();
  }

  int done() {
    return (int) open.values().stream().filter(Set::isEmpty).count();
  }

  int failed() {
    return failed.size();
  }

  /** Those of which a step runs at this moment, failed ones left out. */
  int running() {
    return (int)
        running.entrySet().stream()
            .filter(entry -> entry.getValue() > 0 && !failed.contains(entry.getKey()))
            .count();
  }

  private static Set<Member> members(Step step) {
    Set<Member> members = new HashSet<>();
    step.uses().forEach(use -> members.add(Member.of(use)));
    return members;
  }
}
