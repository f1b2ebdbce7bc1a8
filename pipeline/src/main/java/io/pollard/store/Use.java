package io.pollard.store;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * Where an experiment uses a step. Arms that share work share steps, so a step has one or more
 * uses, and its rows in {@code steps} and {@code results} exist once per use.
 *
 * @param arm name of the arm
 * @param replicate seed of the replicate
 * @param level of the pruning schedule; 0 = dense
 */
public record Use(String arm, long replicate, int level) implements Comparable<Use> {
  private static final Comparator<Use> ORDER =
      Comparator.comparing(Use::arm).thenComparing(Use::replicate).thenComparing(Use::level);
  private static final int HASH_LENGTH = 8;

  public Use {
    Identifiers.arm(arm);
  }

  @Override
  public int compareTo(Use other) {
    return ORDER.compare(this, other);
  }

  /**
   * The first 8 hex digits of the SHA-256 of the uses, whatever their order: part of the name of
   * the file with their rows.
   */
  static String hash(Collection<Use> uses) {
    String text =
        uses.stream()
            .distinct()
            .sorted()
            .map(use -> use.arm() + '\n' + use.replicate() + '\n' + use.level() + '\n')
            .collect(Collectors.joining());
    return Hashes.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_LENGTH);
  }
}
