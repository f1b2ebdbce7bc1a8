package io.pollard.engine.onednn;

import io.pollard.engine.Variant;
import io.pollard.engine.Variant.Replacement;
import io.pollard.engine.Variations;
import io.pollard.engine.onednn.Compiler.Compiled;
import io.pollard.network.Network;
import io.pollard.network.Reach;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Variations in native memory. One program computes the network and keeps the cut points of all
 * variants where its kernels left them; variants of the same slices share a program that starts
 * there, and changing from one to the next is a change of pointers. Nothing but features and logits
 * crosses to Java.
 *
 * <p>Every program has the batch of the network, so each kernel is the one that the whole network
 * runs, and the bits are the same.
 */
final class OneDnnVariations implements Variations {
  private final Network network;
  private final String input;
  private final int batchSize;
  private final Arena own = new Arena();
  private final Resources resources = new Resources();
  private final Compiled base;
  private final List<Branch> branches = new ArrayList<>();
  private final List<Choice> choices = new ArrayList<>();
  private long variantBytes;
  private int count;

  /** The program of the variants that exchange the same slices. */
  private static final class Branch {
    final Map<Slice, Storage> storages = new LinkedHashMap<>();
    final Map<Slice, BytePointer> current = new HashMap<>();
    final Compiled compiled;

    Branch(List<Slice> slices, Parameters parameters, Continuation continuation) {
      for (Slice slice : slices) {
        storages.put(
            slice,
            Storage.fixed(
                parameters.bytes(slice),
                zero -> Objects.requireNonNull(current.get(slice), "no values yet"),
                0));
      }
      compiled = continuation.compile(parameters.exchanging(storages));
    }

    void exchange(Map<Slice, BytePointer> values) {
      current.putAll(values);
    }
  }

  /** Compiles what lies behind a cut. */
  private interface Continuation {
    Compiled compile(Parameters exchanging);
  }

  private record Choice(Branch branch, Map<Slice, BytePointer> values) {}

  OneDnnVariations(
      Network network,
      int batchSize,
      Parameters parameters,
      Compiler compiler,
      List<Variant> variants) {
    this.network = network;
    this.batchSize = batchSize;
    input = network.graph().nodes().get(0).name();
    Map<List<Slice>, Reach> reaches = new LinkedHashMap<>();
    for (Variant variant : variants) {
      reaches.computeIfAbsent(
          variant.slices(), slices -> Reach.of(network.graph(), variant.layers()));
    }
    Set<String> cuts = new LinkedHashSet<>();
    reaches.values().forEach(reach -> cuts.addAll(reach.inputs()));
    base = compiler.keeping(batchSize, own, cuts);
    try {
      Map<List<Slice>, Branch> bySlices = new HashMap<>();
      for (Variant variant : variants) {
        Reach reach = Objects.requireNonNull(reaches.get(variant.slices()));
        Branch branch =
            bySlices.computeIfAbsent(
                variant.slices(), slices -> branch(slices, parameters, compiler, reach));
        choices.add(new Choice(branch, ordered(parameters, variant)));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Branch branch(List<Slice> slices, Parameters parameters, Compiler compiler, Reach reach) {
    Map<String, Tensor> kept = new LinkedHashMap<>();
    reach.inputs().forEach(name -> kept.put(name, kept(name)));
    Branch branch =
        new Branch(
            slices, parameters, exchanging -> compiler.continuing(batchSize, kept, exchanging));
    branches.add(branch);
    return branch;
  }

  private Tensor kept(String name) {
    return Objects.requireNonNull(base.outputs().get(name));
  }

  /** The values of a variant as its kernels want them. */
  private Map<Slice, BytePointer> ordered(Parameters parameters, Variant variant) {
    Map<Slice, BytePointer> values = new LinkedHashMap<>();
    for (Replacement replacement : variant.replacements()) {
      long bytes = parameters.bytes(replacement.slice());
      BytePointer memory = resources.bytes(bytes);
      parameters.order(replacement.slice(), replacement.values(), new FloatPointer(memory));
      values.put(replacement.slice(), memory);
      variantBytes += bytes;
    }
    return values;
  }

  @Override
  public void examples(float[] features, int count, float[] logits) {
    Library.pinThread();
    if (count < 1 || count > batchSize) {
      throw new IllegalArgumentException(
          "between 1 and %d examples at a time, found %d".formatted(batchSize, count));
    }
    this.count = count;
    base.program().bind();
    Tensor first = Objects.requireNonNull(base.inputs().get(input));
    OneDnnNetwork.fill(first, input, features, count, network.input().size());
    base.program().run();
    read(base, logits);
  }

  @Override
  public void logits(int variant, float[] logits) {
    Library.pinThread();
    if (count == 0) {
      throw new IllegalStateException("no examples were taken yet");
    }
    Choice choice = choices.get(variant);
    Branch branch = choice.branch();
    branch.exchange(choice.values());
    branch.compiled.program().bind();
    branch.storages.values().forEach(branch.compiled.program()::moved);
    branch.compiled.program().run();
    read(branch.compiled, logits);
  }

  private void read(Compiled compiled, float[] logits) {
    String loss = network.graph().nodes().get(network.graph().nodes().size() - 1).name();
    Tensor output = Objects.requireNonNull(compiled.outputs().get(loss));
    output.floats().get(logits, 0, count * network.classes());
  }

  @Override
  public long bytes() {
    return own.size() + variantBytes;
  }

  @Override
  public void close() {
    branches.forEach(branch -> branch.compiled.program().close());
    base.program().close();
    own.close();
    resources.close();
  }
}
