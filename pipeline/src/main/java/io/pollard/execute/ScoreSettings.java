package io.pollard.execute;

import io.pollard.data.DatasetSpec;
import io.pollard.prune.scoring.Magnitude;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.selection.Global;
import io.pollard.prune.selection.Selection;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Canonical;
import io.pollard.spec.ContentHash;
import io.pollard.spec.Fraction;
import io.pollard.spec.Required;
import java.util.Optional;

/**
 * What is scored and how: everything that the rows of table {@code scores} depend on. Its hash is
 * the step id under which they are committed, so that the same scores are not worked out twice.
 *
 * @param source the network: a step id, or the hash of a file
 * @param dataset the data, where the rule needs any
 * @param dataFingerprint hash of their content
 * @param structure what is scored as one
 * @param scoring the rule
 * @param selection how groups would be chosen to go
 * @param sparsity share of all groups that would go; without it no threshold is looked for
 * @param seed of rules that draw, and of the order of examples
 * @param engine what computes derivatives, where the rule needs any
 * @param arithmetic that engine's
 */
public record ScoreSettings(
    @Required String source,
    Optional<DatasetSpec> dataset,
    Optional<String> dataFingerprint,
    Structure structure,
    ScoringRule scoring,
    Selection selection,
    Optional<Fraction> sparsity,
    long seed,
    Optional<String> engine,
    Optional<String> arithmetic) {

  /** The kind of step that this is. */
  public static final String KIND = "score";

  /** Raised by hand when the same settings begin to give other rows. */
  public static final int SEMANTICS = 1;

  private static final int ID_LENGTH = 32;

  /** An example; its defaults are those of the command. */
  public ScoreSettings() {
    this(
        "",
        Optional.empty(),
        Optional.empty(),
        new Weight(),
        new Magnitude(),
        new Global(),
        Optional.empty(),
        1,
        Optional.empty(),
        Optional.empty());
  }

  /** Hash of everything but where things lie. */
  public String id() {
    return ContentHash.of(KIND, Integer.toString(SEMANTICS), Canonical.identity(this))
        .hex()
        .substring(0, ID_LENGTH);
  }
}
