package io.pollard.sensitivity;

import io.pollard.UserException;
import io.pollard.network.Mask;
import io.pollard.network.Slice;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.selection.Amount;
import io.pollard.prune.selection.Compatibility;
import io.pollard.prune.selection.Uniform;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Canonical;
import io.pollard.spec.Extension;
import io.pollard.spec.Fraction;
import java.util.ArrayList;
import java.util.List;

/**
 * Which weights go: for every structure, rule and sparsity one mask in which every layer has that
 * sparsity, exactly floor(s n + 0.5) of its n groups. The masks of one rule are nested. A layer
 * that is sparser already stays as it is.
 */
public final class Choices {
  private Choices() {}

  /** Scores of elements by a rule. */
  public interface Scorer {
    float[] scores(ScoringRule rule, Subject subject);
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
        float[] scores = groups.aggregate(scored(rule, subject, scorer));
        for (Fraction sparsity : analysis.sparsities()) {
          Mask mask =
              new Uniform(sparser(groups, subject, sparsity), Compatibility.HOUSE)
                  .select(
                      subject.network(),
                      groups,
                      subject.mask(),
                      scores,
                      new Amount.Sparsity(sparsity));
          choices.add(new Cell.Choice(text(structure), text(rule), sparsity.value(), mask));
        }
      }
    }
    return choices;
  }

  private static float[] scored(ScoringRule rule, Subject subject, Scorer scorer) {
    float[] scores = scorer.scores(rule, subject);
    for (Slice slice : subject.network().layout().prunable()) {
      for (int i = slice.offset(); i < slice.end(); i++) {
        if (Float.isNaN(scores[i]) && !Float.isNaN(subject.weights()[i])) {
          throw new UserException(
              "Cannot score %s by %s: the rule gives no number for %s; it may need the values at initialisation, which only steps of an experiment have"
                  .formatted(subject.network().name(), text(rule), slice.tensor()));
        }
      }
    }
    return scores;
  }

  /** Layers of which more is gone than a sparsity asks for. */
  private static List<String> sparser(Groups groups, Subject subject, Fraction sparsity) {
    return groups.blocks().stream()
        .filter(block -> block.count() - block.kept(subject.mask()) > sparsity.of(block.count()))
        .map(Block::layer)
        .toList();
  }

  /** A choice as the table names it: its name alone where all its keys are at their defaults. */
  static String text(Extension choice) {
    String text = Canonical.identity(choice);
    return text.startsWith("{") ? text : choice.name();
  }
}
