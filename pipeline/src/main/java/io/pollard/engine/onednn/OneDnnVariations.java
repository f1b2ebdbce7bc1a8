package io.pollard.engine.onednn;

import io.pollard.engine.Variant;
import io.pollard.engine.Variant.Replacement;
import io.pollard.engine.Variations;
import io.pollard.engine.onednn.Compiler.Compiled;
import io.pollard.network.Network;
import io.pollard.network.Reach;
import io.pollard.network.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * runs, and the bits are the same. A variant's smaller network runs in its place if on random
 * values ({@link Rehearsal}) it gives the same bits: a sum without terms that are 0 is the same
 * float, as long as the others are added in the same order.
 */
final class OneDnnVariations implements Variations {
  private final Network network;
  private final String input;
  private final int batchSize;
  private final Parameters parameters;
  private final Arena own = new Arena();
  private final Arena smallerArena = new Arena();
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

  private record Choice(
      Branch branch, Map<Slice, BytePointer> values, Optional<SmallerProgram> smaller) {

    Choice without() {
      return new Choice(branch, values, Optional.empty());
    }
  }

  OneDnnVariations(
      Network network,
      int batchSize,
      Element element,
      Parameters parameters,
      Compiler compiler,
      List<Variant> variants) {
    this.network = network;
    this.batchSize = batchSize;
    this.parameters = parameters;
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
            bySlices.computeIfAbsent(variant.slices(), slices -> branch(slices, compiler, reach));
        Optional<SmallerProgram> smaller =
            variant
                .smaller()
                .flatMap(s -> SmallerProgram.of(s, batchSize, element, smallerArena, kept(reach)));
        choices.add(new Choice(branch, ordered(variant.replacements(), resources), smaller));
        variantBytes += branch.storages.values().stream().mapToLong(Storage::bytes).sum();
      }
      if (smaller() > 0) {
        rehearse(variants);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Branch branch(List<Slice> slices, Compiler compiler, Reach reach) {
    Map<String, Tensor> kept = kept(reach);
    Branch branch =
        new Branch(
            slices, parameters, exchanging -> compiler.continuing(batchSize, kept, exchanging));
    branches.add(branch);
    return branch;
  }

  private Map<String, Tensor> kept(Reach reach) {
    Map<String, Tensor> kept = new LinkedHashMap<>();
    reach
        .inputs()
        .forEach(name -> kept.put(name, Objects.requireNonNull(base.outputs().get(name))));
    return kept;
  }

  /** Values as the whole network's kernels want them. */
  private Map<Slice, BytePointer> ordered(List<Replacement> replacements, Resources owner) {
    Map<Slice, BytePointer> values = new LinkedHashMap<>();
    for (Replacement replacement : replacements) {
      BytePointer memory = owner.bytes(parameters.bytes(replacement.slice()));
      parameters.order(replacement.slice(), replacement.values(), new FloatPointer(memory));
      values.put(replacement.slice(), memory);
    }
    return values;
  }

  /** Lets go of the smaller programs that give other bits, and fills the others with values. */
  private void rehearse(List<Variant> variants) {
    float[] before = parameters.values();
    float[] actual = new float[network.layout().length()];
    parameters.outward(before, actual, 0);
    float[] random = Rehearsal.parameters(network);
    parameters.values(parameters.inward(random, 0));
    float[] logits = new float[batchSize * network.classes()];
    examples(Rehearsal.features(network, batchSize), batchSize, logits);
    for (int i = 0; i < choices.size(); i++) {
      if (choices.get(i).smaller().isPresent()) {
        choices.set(i, rehearsed(choices.get(i), variants.get(i), random, actual));
      }
    }
    parameters.values(before);
    count = 0;
  }

  private Choice rehearsed(Choice choice, Variant variant, float[] random, float[] actual) {
    SmallerProgram smaller = choice.smaller().orElseThrow();
    float[] thinned = random.clone();
    float[] values = actual.clone();
    List<Replacement> some = new ArrayList<>();
    for (Replacement replacement : variant.replacements()) {
      Slice slice = replacement.slice();
      for (int i = 0; i < slice.length(); i++) {
        values[slice.offset() + i] = replacement.values()[i];
        if (replacement.values()[i] == 0.0f) {
          thinned[slice.offset() + i] = 0.0f;
        }
      }
      some.add(new Replacement(slice, Arrays.copyOfRange(thinned, slice.offset(), slice.end())));
    }
    float[] expected = new float[batchSize * network.classes()];
    try (Resources passing = new Resources()) {
      run(choice.branch(), ordered(some, passing), expected);
    }
    smaller.values(thinned);
    float[] found = new float[expected.length];
    read(smaller.run(), found);
    if (!Rehearsal.same(expected, found)) {
      smaller.close();
      return choice.without();
    }
    smaller.values(values);
    return choice;
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
    if (choice.smaller().isPresent()) {
      read(choice.smaller().get().run(), logits);
    } else {
      run(choice.branch(), choice.values(), logits);
    }
  }

  private void run(Branch branch, Map<Slice, BytePointer> values, float[] logits) {
    branch.exchange(values);
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
  public int smaller() {
    return (int) choices.stream().filter(choice -> choice.smaller().isPresent()).count();
  }

  @Override
  public long bytes() {
    long smaller =
        choices.stream().flatMap(c -> c.smaller().stream()).mapToLong(SmallerProgram::bytes).sum();
    return own.size() + smallerArena.size() + variantBytes + smaller;
  }

  @Override
  public void close() {
    choices.forEach(choice -> choice.smaller().ifPresent(SmallerProgram::close));
    smallerArena.close();
    branches.forEach(branch -> branch.compiled.program().close());
    base.program().close();
    own.close();
    resources.close();
  }
}
