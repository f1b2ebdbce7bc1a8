package io.pollard.sensitivity;

import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.data.Samples;
import io.pollard.prune.scoring.Magnitude;
import io.pollard.prune.scoring.ScoringRule;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Weight;
import io.pollard.spec.Canonical;
import io.pollard.spec.ContentHash;
import io.pollard.spec.Fraction;
import io.pollard.spec.Required;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is analysed and how: everything that the rows depend on. Its hash is the step id under which
 * they are committed, so that the same analysis is not run twice.
 *
 * @param dataset the data
 * @param dataFingerprint hash of its content
 * @param split whose examples are looked at
 * @param source the network: a step id, or the hash of a file
 * @param structures what is removed as one
 * @param scorings the rules that choose what goes
 * @param sparsities shares of each layer to remove
 * @param batchSize examples computed at once; the last bits depend on it
 * @param seed of rules that draw, and of the order in which examples are sampled
 * @param sampling when a cell may stop early; without it every cell sees every example
 * @param engine what computes it
 * @param arithmetic that engine's
 */
public record Analysis(
    @Required DatasetSpec dataset,
    @Required String dataFingerprint,
    Split split,
    @Required String source,
    List<Structure> structures,
    List<ScoringRule> scorings,
    List<Fraction> sparsities,
    int batchSize,
    long seed,
    Optional<Sampling> sampling,
    @Required String engine,
    @Required String arithmetic) {

  /** The kind of step that an analysis is. */
  public static final String KIND = "sensitivity";

  /** Raised by hand when the same settings begin to give other rows. */
  public static final int SEMANTICS = 4;

  private static final int ID_LENGTH = 32;

  /** Whose examples are looked at. */
  public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** The examples. */
    public Samples of(Dataset dataset) {
      return switch (this) {
        case TRAIN -> dataset.train();
        case VALIDATION -> dataset.validation();
        case TEST -> dataset.test();
      };
    }

    /** As in the tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * When a cell may stop.
   *
   * @param confidence share of the printed intervals that hold the exact value, in (0, 1)
   * @param within half the width at which an interval is narrow enough, in (0, 1)
   */
  public record Sampling(double confidence, double within) {
    public Sampling {
      if (!(confidence > 0.0 && confidence < 1.0)) {
        throw new IllegalArgumentException("confidence lies in (0, 1), found " + confidence);
      }
      if (!(within > 0.0 && within < 1.0)) {
        throw new IllegalArgumentException("within lies in (0, 1), found " + within);
      }
    }

    public Sampling() {
      this(0.95, 0.005);
    }
  }

  public Analysis {
    structures = List.copyOf(structures);
    scorings = List.copyOf(scorings);
    sparsities = List.copyOf(sparsities);
    if (structures.isEmpty() || scorings.isEmpty() || sparsities.isEmpty()) {
      throw new IllegalArgumentException(
          "structures, scorings and sparsities each hold at least one");
    }
    for (int i = 1; i < sparsities.size(); i++) {
      if (!(sparsities.get(i).value() > sparsities.get(i - 1).value())) {
        throw new IllegalArgumentException("sparsities increase, found " + sparsities);
      }
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is at least 1, found " + batchSize);
    }
  }

  /** An example; its defaults are those of the command. */
  public Analysis() {
    this(
        new DatasetSpec(),
        "",
        Split.VALIDATION,
        "",
        List.of(new Weight()),
        List.of(new Magnitude()),
        grid(9),
        64,
        1,
        Optional.empty(),
        "dl4j",
        "");
  }

  /** The sparsities {@code 1/(n+1) ... n/(n+1)}: for nine, 0.1 to 0.9. */
  public static List<Fraction> grid(int n) {
    return java.util.stream.IntStream.rangeClosed(1, n)
        .mapToObj(i -> new Fraction((double) i / (n + 1)))
        .toList();
  }

  /** Hash of everything but where things lie. */
  public String id() {
    return ContentHash.of(KIND, Integer.toString(SEMANTICS), Canonical.identity(this))
        .hex()
        .substring(0, ID_LENGTH);
  }
}
