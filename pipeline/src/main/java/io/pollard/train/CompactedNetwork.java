package io.pollard.train;

import io.pollard.DataException;
import io.pollard.engine.Batch;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Learner;
import io.pollard.engine.UpdateRule;
import io.pollard.engine.Variant;
import io.pollard.engine.Variations;
import io.pollard.engine.sparse.SparseLearner;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.NetworkCounts;
import io.pollard.prune.surgery.Compacted;
import io.pollard.prune.surgery.SmallerNetwork;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network that shrinks under its mask: where that pays ({@link Compaction}), steps and logits are
 * computed by a smaller network without inert channels and unread inputs ({@link Compacted}),
 * weight by weight at very low density ({@link SparseLearner}). Nobody outside notices anything but
 * the time. Values and optimiser state are those of the whole network, up to the order of
 * summation: what the smaller one lacks gets no gradient, and what weight decay, momentum and
 * batch-norm statistics do to it without one is done to it here ({@link InertValues}).
 *
 * <p>The smaller network is compiled when it is first needed, so that a mask that is only scored
 * costs nothing. While the mask shrinks further, it goes on as long as a newer one would not pay.
 * Gradients and activations by name come from the whole network, which takes a copy of the values.
 * With penalties of groups in the update rule nothing shrinks.
 *
 * <p>A pure function of the calls, like the engines. Closing it leaves the whole network open.
 */
public final class CompactedNetwork implements CompiledNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(CompactedNetwork.class);

  private final CompiledNetwork whole;
  private final Compaction compaction;
  private final Function<Network, CompiledNetwork> compiler;
  private final long wholeMacs;
  private Mask mask;
  private Optional<UpdateRule> rule = Optional.empty();
  private Optional<SmallerPart> part = Optional.empty();
  private boolean settled;
  private long trainedMacs;

  /**
   * @param whole to run everything that does not pay; its mask and values are replaced
   * @param compaction when to shrink
   * @param compiler makes a network runnable; throws {@link DataException} if it cannot
   */
  public CompactedNetwork(
      CompiledNetwork whole, Compaction compaction, Function<Network, CompiledNetwork> compiler) {
    this.whole = whole;
    this.compaction = compaction;
    this.compiler = compiler;
    mask = Mask.dense(whole.network().layout().length());
    whole.mask(mask);
    wholeMacs = NetworkCounts.of(whole.network()).macs();
    settled = staysWhole();
  }

  /** Penalties of groups see all weights of a group, inert ones too. */
  private boolean staysWhole() {
    return compaction == Compaction.OFF
        || !Compacted.canShrink(whole.network())
        || rule.stream().anyMatch(some -> !some.penalties().isEmpty());
  }

  /** Multiply-accumulates of the network that took the last step, for one example; 0 before. */
  public long trainedMacs() {
    return trainedMacs;
  }

  @Override
  public String layout() {
    return whole.layout();
  }

  @Override
  public long nativeBytes() {
    return whole.nativeBytes() + part.map(SmallerPart::nativeBytes).orElse(0L);
  }

  @Override
  public Network network() {
    return whole.network();
  }

  @Override
  public int batchSize() {
    return whole.batchSize();
  }

  @Override
  public void parameters(float[] values) {
    if (part.isPresent()) {
      part.get().parameters(values);
    } else {
      whole.parameters(values);
    }
  }

  @Override
  public float[] parameters() {
    return part.isPresent() ? part.get().parameters() : whole.parameters();
  }

  @Override
  public void mask(Mask next) {
    if (next.equals(mask)) {
      return;
    }
    boolean fewer = next.and(mask).equals(next);
    mask = next;
    if (part.isEmpty()) {
      whole.mask(next);
      settled = staysWhole();
      return;
    }
    if (fewer
        && !compaction.pays(
            part.get().shrinking().under(next).cost(), Shrinking.of(network(), next).cost())) {
      part.get().mask(next);
      return;
    }
    float[] state = rule.isPresent() ? optimizerState() : new float[0];
    backToWhole();
    if (rule.isPresent()) {
      whole.optimizerState(state);
    }
    settled = false;
  }

  /** Takes the work back from the smaller network, without its optimiser state. */
  private void backToWhole() {
    float[] values = parameters();
    dropPart();
    whole.mask(mask);
    whole.parameters(values);
  }

  @Override
  public void updateRule(UpdateRule next) {
    rule = Optional.of(next);
    whole.updateRule(next);
    if (part.isEmpty()) {
      settled = staysWhole();
    } else if (staysWhole()) {
      backToWhole();
    } else {
      part.get().updateRule(next);
    }
  }

  @Override
  public float[] optimizerState() {
    return part.isPresent() ? part.get().optimizerState() : whole.optimizerState();
  }

  @Override
  public void optimizerState(float[] state) {
    if (part.isPresent()) {
      part.get().optimizerState(state);
    } else {
      whole.optimizerState(state);
    }
  }

  @Override
  public double step(Batch batch, double learningRate, int iteration, long seed) {
    settle();
    if (part.isPresent()) {
      trainedMacs = part.get().shrinking().macs();
      return part.get().step(batch, learningRate, iteration, seed);
    }
    trainedMacs = wholeMacs;
    return whole.step(batch, learningRate, iteration, seed);
  }

  @Override
  public void logits(float[] features, int count, float[] logits) {
    settle();
    if (part.isPresent()) {
      part.get().logits(features, count, logits);
    } else {
      whole.logits(features, count, logits);
    }
  }

  @Override
  public double gradient(Batch batch, float[] into) {
    copyToWhole();
    return whole.gradient(batch, into);
  }

  @Override
  public Map<String, float[]> forward(
      Map<String, float[]> given, int count, Collection<String> wanted) {
    copyToWhole();
    return whole.forward(given, count, wanted);
  }

  @Override
  public Variations variations(List<Variant> variants) {
    copyToWhole();
    return whole.variations(variants);
  }

  /** Lets a smaller network take over from the whole one, if that pays. */
  private void settle() {
    if (settled) {
      return;
    }
    settled = true;
    Shrinking shrinking = Shrinking.of(network(), mask);
    if (!compaction.pays(wholeMacs, shrinking.cost())) {
      return;
    }
    Learner smaller;
    try {
      smaller = learner(shrinking);
    } catch (DataException e) {
      LOG.info("{} is not compacted: {}", network().name(), e.getMessage());
      return;
    }
    SmallerPart taken = new SmallerPart(shrinking, smaller, mask, whole.parameters());
    if (rule.isPresent()) {
      taken.updateRule(rule.get());
      taken.optimizerState(whole.optimizerState());
    }
    part = Optional.of(taken);
  }

  private Learner learner(Shrinking shrinking) {
    Compacted compacted = shrinking.compacted();
    SmallerNetwork smaller = compacted.smaller();
    return shrinking.sparse()
        ? new SparseLearner(
            smaller.network(),
            smaller.slice(mask),
            batchSize(),
            compacted.features(),
            network().input().size())
        : compiler.apply(smaller.network());
  }

  private void copyToWhole() {
    if (part.isPresent()) {
      whole.mask(mask);
      whole.parameters(part.get().parameters());
    }
  }

  private void dropPart() {
    part.ifPresent(SmallerPart::close);
    part = Optional.empty();
  }

  /** Releases the smaller network; the whole one stays open. */
  @Override
  public void close() {
    dropPart();
  }
}
