package io.pollard.prune.penalty;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.prune.structure.Filter;
import io.pollard.prune.structure.Structure;
import io.pollard.spec.Required;
import io.pollard.spec.Summary;
import java.util.List;

/**
 * Group lasso: {@code coefficient * sum over groups of ||w_g||_2}, that draws whole groups to 0.
 * What is a group, the structure says:
 *
 * <table>
 *   <caption>Structures and the papers that penalise them</caption>
 *   <tr><td>{@code filter}</td><td>filter-wise, {@code W[n, :, :, :]} (Wen et al. 2016)</td></tr>
 *   <tr><td>{@code input-channel}</td><td>channel-wise, {@code W[:, c, :, :]} (same)</td></tr>
 *   <tr><td>{@code filter-shape}</td><td>shape-wise, {@code W[:, c, i, j]} (same; Lebedev,
 *     Lempitsky 2016, group-wise brain damage)</td></tr>
 *   <tr><td>{@code layer}</td><td>depth-wise, all of a layer with a shortcut (same)</td></tr>
 *   <tr><td>{@code filter} or {@code neuron} with biases</td><td>neurons (Zhou, Alvarez, Porikli
 *     2016, "Less is more")</td></tr>
 *   <tr><td>{@code block}</td><td>blocks (Gray et al. 2017)</td></tr>
 * </table>
 *
 * <p>Filters that are coupled by a residual sum are one group, because they can only go together.
 * Several penalties add up; where their groups overlap, at most one of them takes proximal steps.
 * With {@code l1} it is the sparse group lasso (Simon et al. 2013): single weights of the groups
 * that stay become 0 too.
 *
 * <p>Cost of a step: two passes over the weights of its groups. METHODS S6, S7, S8.
 *
 * @param structure what is a group
 * @param coefficient of the groups' norms; with {@code scaled} times the root of the group's size
 * @param l1 coefficient of the absolute values of the weights of the groups
 * @param scaled whether a group counts by the root of its size, so that layers of different width
 *     compare
 * @param biases whether the biases of a channel belong to its group: without them a channel whose
 *     weights are all 0 is constant, not 0
 * @param step how it enters a training step
 * @param exclude layers that are left alone: names, patterns with {@code *}, {@code first}, {@code
 *     output}
 */
@Summary("norms of whole groups: filters, channels, shapes, layers, neurons, blocks")
@AutoService(Penalty.class)
public record GroupLasso(
    Structure structure,
    @Required double coefficient,
    double l1,
    boolean scaled,
    boolean biases,
    Term.Step step,
    List<String> exclude)
    implements Penalty {

  public GroupLasso {
    Penalised.require("coefficient", coefficient);
    Penalised.require("l1", l1);
    exclude = List.copyOf(exclude);
  }

  public GroupLasso() {
    this(new Filter(), 1e-3, 0.0, false, false, Term.Step.PROXIMAL, List.of());
  }

  @Override
  public List<Term> terms(Network network) {
    Penalised groups = Penalised.of(this, network, structure, biases, exclude);
    return List.of(groups.term(coefficient, scaled, new Form.Norm(), l1, step));
  }
}
