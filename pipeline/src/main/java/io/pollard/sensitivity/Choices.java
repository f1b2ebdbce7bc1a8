package io.pollard.sensitivity;

import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.Sums;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Compatibility;
import io.pollard.prune.selection.Uniform;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Canonical;
import io.pollard.spec.Fraction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which weights go: for every structure, rule and sparsity one mask in which every layer has that
 * sparsity, exactly floor(s n + 0.5) of its n groups. The masks of one rule are nested. A layer
 * that is sparser already stays as it is.
 */
public final class Choices {
  private Choices() {}

  /** Shows data to a rule. */
  @FunctionalInterface
  public interface Scorer {
    /** What the rule sums up over all the data that it needs. */
    Sums sums(ScoringRule rule, Subject subject);
  }

  /**
   * The choices of an analysis, in its order.
   *
   * @param subject the network as it is
   * @throws UserException if a rule scores something that is not a number in a network of numbers:
   *     it asks for something that this network does not come with
   */
  public static List<Cell.Choice> of(Analysis analysis, Subject subject, Scorer scorer) {
    List<Cell.Choice> choices = new ArrayList<>();
    for (Structure structure : analysis.structures()) {
      Groups groups = structure.groups(subject.network());
      for (ScoringRule rule : analysis.scorings()) {
        float[] scores = scored(rule, subject, groups, scorer);
        for (Fraction sparsity : analysis.sparsities()) {
          Mask mask =
              new Uniform(sparser(groups, subject, sparsity), Compatibility.HOUSE)
                  .select(
                      subject.network(),
                      groups,
                      subject.mask(),
                      scores,
                      new Amount.Sparsity(sparsity));
          choices.add(
              new Cell.Choice(
                  Canonical.label(structure), Canonical.label(rule), sparsity.value(), mask));
        }
      }
    }
    return choices;
  }

  private static float[] scored(ScoringRule rule, Subject subject, Groups groups, Scorer scorer) {
    float[] scores = rule.groups(subject, groups, scorer.sums(rule, subject));
    int first = 0;
    for (Block block : groups.blocks()) {
      for (int group = 0; group < block.count(); group++) {
        if (Float.isNaN(scores[first + group]) && isOfNumbers(block, subject)) {
          throw new UserException(
              "Cannot score %s by %s: the rule gives no number for %s; it may need the values at initialisation, which only steps of an experiment have"
                  .formatted(subject.network().name(), Canonical.label(rule), block.name()));
        }
      }
      first += block.count();
    }
    return scores;
  }

  private static boolean isOfNumbers(Block block, Subject subject) {
    return subject.network().layout().slices().stream()
        .filter(slice -> slice.layer().equals(block.layer()))
        .flatMapToInt(slice -> IntStream.range(slice.offset(), slice.end()))
        .noneMatch(i -> Float.isNaN(subject.weights()[i]));
  }

  /** Layers of which more is gone than a sparsity asks for. */
  private static List<String> sparser(Groups groups, Subject subject, Fraction sparsity) {
    return groups.blocks().stream()
        .filter(block -> block.count() - block.kept(subject.mask()) > sparsity.of(block.count()))
        .map(Block::layer)
        .toList();
  }
}
