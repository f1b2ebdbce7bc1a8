package io.pollard.prune.penalty;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.prune.structure.Neuron;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;
import java.util.List;

/**
 * Weight decay with a bias towards few hidden units: with {@code s} the sum of the absolute values
 * of the weights into a unit, {@code coefficient * sum over units of s / (1 + lambda s)}, or of
 * {@code 1 - exp(-lambda s)}. Units with small weights are pushed towards 0, those with large ones
 * hardly at all. The gradient goes into the optimiser like that of the loss. Biases and output
 * units do not count.
 *
 * <p>Not weight elimination (Weigend 1990), which has single weights where this has units.
 *
 * <p>Cost of a step: two passes over the weights of its units.
 *
 * <p>Source: Hanson, Pratt (1988), "Comparing biases for minimal network construction with
 * back-propagation" (METHODS C1).
 *
 * @param coefficient of the penalty
 * @param lambda how soon the push fades
 * @param bias how it fades
 * @param structure what is a unit: {@code neuron}, or {@code filter} for those of convolutions
 * @param exclude layers that are left alone: names, patterns with {@code *}, {@code first}, {@code
 *     output}
 */
@Summary("pushes units with small weights out and spares large ones (Hanson, Pratt 1988)")
@AutoService(Penalty.class)
public record BiasedWeightDecay(
    @Required double coefficient,
    double lambda,
    Bias bias,
    Structure structure,
    List<String> exclude)
    implements Penalty {

  /** How the push fades with a unit's weights. */
  public enum Bias {
    /** Like 1 / (1 + lambda s)^2. */
    HYPERBOLIC,
    /** Like exp(-lambda s). */
    EXPONENTIAL
  }

  public BiasedWeightDecay {
    Penalised.require("coefficient", coefficient);
    Penalised.require("lambda", lambda);
    exclude = List.copyOf(exclude);
  }

  public BiasedWeightDecay() {
    this(1e-3, 1.0, Bias.HYPERBOLIC, new Neuron(), List.of());
  }

  @Override
  public List<Term> terms(Network network) {
    Form form =
        bias == Bias.HYPERBOLIC ? new Form.Hyperbolic(lambda) : new Form.Exponential(lambda);
    Penalised groups = Penalised.of(this, network, structure, false, exclude);
    return List.of(groups.term(coefficient, false, form, 0.0, Term.Step.GRADIENT));
  }
}
