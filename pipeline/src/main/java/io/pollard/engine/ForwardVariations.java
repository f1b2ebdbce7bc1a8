package io.pollard.engine;

import io.pollard.engine.Variant.Replacement;
import io.pollard.network.LayerGraph.Node;
import io.pollard.network.Network;
import io.pollard.network.Reach;
import io.pollard.network.Slice;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Variations over {@link CompiledNetwork#forward} alone, for engines without a faster way: what is
 * kept lies in Java arrays, and every variant sets all parameters of the network.
 */
final class ForwardVariations implements Variations {
  private final CompiledNetwork compiled;
  private final float[] parameters;
  private final List<Variant> variants;
  private final List<Reach> reaches;
  private final String input;
  private final String loss;
  private Map<String, float[]> kept = Map.of();
  private int count;

  ForwardVariations(CompiledNetwork compiled, List<Variant> variants) {
    this.compiled = compiled;
    this.variants = List.copyOf(variants);
    Network network = compiled.network();
    parameters = compiled.parameters();
    reaches = this.variants.stream().map(v -> Reach.of(network.graph(), v.layers())).toList();
    List<Node> nodes = network.graph().nodes();
    input = nodes.get(0).name();
    loss = nodes.get(nodes.size() - 1).name();
  }

  @Override
  public void examples(float[] features, int count, float[] logits) {
    if (count < 1 || count > compiled.batchSize()) {
      throw new IllegalArgumentException(
          "between 1 and %d examples at a time, found %d".formatted(compiled.batchSize(), count));
    }
    this.count = count;
    Set<String> wanted = new LinkedHashSet<>();
    reaches.forEach(reach -> wanted.addAll(reach.inputs()));
    wanted.add(loss);
    kept = compiled.forward(Map.of(input, features), count, wanted);
    float[] result = Objects.requireNonNull(kept.get(loss));
    System.arraycopy(result, 0, logits, 0, result.length);
  }

  @Override
  public void logits(int variant, float[] logits) {
    if (count == 0) {
      throw new IllegalStateException("no examples were taken yet");
    }
    float[] changed = parameters.clone();
    for (Replacement replacement : variants.get(variant).replacements()) {
      Slice slice = replacement.slice();
      System.arraycopy(replacement.values(), 0, changed, slice.offset(), slice.length());
    }
    compiled.parameters(changed);
    Map<String, float[]> given = new HashMap<>();
    reaches
        .get(variant)
        .inputs()
        .forEach(name -> given.put(name, Objects.requireNonNull(kept.get(name))));
    float[] result =
        Objects.requireNonNull(compiled.forward(given, count, List.of(loss)).get(loss));
    System.arraycopy(result, 0, logits, 0, result.length);
    compiled.parameters(parameters);
  }

  @Override
  public long bytes() {
    return kept.values().stream().mapToLong(values -> 4L * values.length).sum()
        + variants.stream().mapToLong(Variant::bytes).sum();
  }

  @Override
  public void close() {
    kept = Map.of();
  }
}
