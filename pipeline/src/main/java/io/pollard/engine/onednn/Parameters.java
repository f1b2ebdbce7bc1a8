package io.pollard.engine.onednn;

import io.pollard.engine.FlatUpdate;
import io.pollard.engine.UpdateMemory;
import io.pollard.network.Mask;
import io.pollard.network.ParameterLayout;
import io.pollard.network.Role;
import io.pollard.network.Slice;
import io.pollard.prune.penalty.Terms;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The parameters of a network in the order that its kernels want: weights first, then biases, gamma
 * and beta, then statistics; each slice in its kernel's blocked order, from a multiple of 16
 * floats, with zeros behind its end. Values and gradients lie in native memory.
 *
 * <p>First every slice's order is chosen ({@link #order}), then {@link #allocate} fixes places.
 */
final class Parameters implements UpdateMemory, AutoCloseable {
  private static final int LINE = 16;

  private final ParameterLayout layout;
  private final Map<Slice, Descriptor> orders;
  private final Map<Slice, Integer> offsets;
  private final Map<Slice, Storage> exchanged;
  private final Resources resources = new Resources();
  private ParameterLayout places = new ParameterLayout(List.of());
  private int[] index = new int[0];
  private int learned;
  private BytePointer nativeValues = new BytePointer();
  private BytePointer nativeGradient = new BytePointer();
  private FloatBuffer values = FloatBuffer.allocate(0);
  private FloatBuffer gradients = FloatBuffer.allocate(0);
  private IntBuffer gradientBits = IntBuffer.allocate(0);
  private final Map<Slice, FeatureGradient> later = new HashMap<>();

  Parameters(ParameterLayout layout) {
    this.layout = layout;
    orders = new HashMap<>();
    offsets = new HashMap<>();
    exchanged = Map.of();
  }

  /** See {@link #exchanging}. */
  private Parameters(Parameters other, Map<Slice, Storage> exchanged) {
    layout = other.layout;
    orders = other.orders;
    offsets = other.offsets;
    index = other.index;
    nativeValues = other.nativeValues;
    this.exchanged = Map.copyOf(exchanged);
  }

  /**
   * The same parameters for programs that read some slices from elsewhere. In the same memory,
   * which stays the original's to release; to be made when that is allocated.
   */
  Parameters exchanging(Map<Slice, Storage> slices) {
    return new Parameters(this, slices);
  }

  /** Bytes of a slice in its kernel's order. */
  long bytes(Slice slice) {
    return Objects.requireNonNull(orders.get(slice)).bytes();
  }

  /**
   * Writes other values of a slice in its kernel's order, padding 0.
   *
   * @param values in C order of the slice's shape
   * @param memory of {@link #bytes(Slice)}, all zero
   */
  void order(Slice slice, float[] values, FloatPointer memory) {
    float[] ordered = new float[Math.toIntExact(bytes(slice) / Float.BYTES)];
    int at = offset(slice);
    for (int i = 0; i < values.length; i++) {
      ordered[index[slice.offset() + i] - at] = values[i];
    }
    memory.put(ordered, 0, ordered.length);
  }

  /** The order of a slice, if it was chosen. */
  Optional<Descriptor> order(Slice slice) {
    return Optional.ofNullable(orders.get(slice));
  }

  /** Chooses the order of a slice. */
  void order(Slice slice, Descriptor order) {
    if (isAllocated()) {
      throw new IllegalStateException("the order of " + slice.tensor() + " is chosen too late");
    }
    orders.put(slice, order);
  }

  Optional<Slice> find(String layer, Role role) {
    return layout.find(layer, role);
  }

  Slice slice(String layer, Role role) {
    return find(layer, role)
        .orElseThrow(() -> new IllegalStateException("layer " + layer + " has no " + role));
  }

  /** A slice's values, as calls read them. */
  Tensor value(Slice slice) {
    return tensor(slice, true);
  }

  /** A slice's gradient, as calls write it. */
  Tensor gradient(Slice slice) {
    return tensor(slice, false);
  }

  /** Says that a slice's gradient is computed only when {@link FlatUpdate} asks for it. */
  void gradient(Slice slice, FeatureGradient gradient) {
    gradient.begin(offset(slice));
    later.put(slice, gradient);
  }

  /** What computes the gradient of an element only when it is asked for. */
  private Optional<FeatureGradient> later(int index) {
    for (FeatureGradient gradient : later.values()) {
      if (gradient.covers(index)) {
        return Optional.of(gradient);
      }
    }
    return Optional.empty();
  }

  private Tensor tensor(Slice slice, boolean value) {
    Descriptor order = orders.computeIfAbsent(slice, s -> Descriptor.plain(s.length()));
    Storage other = exchanged.get(slice);
    if (value && other != null) {
      return new Tensor(order, other);
    }
    Storage storage =
        Storage.fixed(
            order.bytes(),
            zero -> (value ? nativeValues : nativeGradient).getPointer(4L * offset(slice)),
            0);
    return new Tensor(order, storage);
  }

  boolean isAllocated() {
    return index.length > 0 || layout.length() == 0;
  }

  /** Fixes where each slice lies and takes the memory, all zero. */
  void allocate() {
    allocateValues();
    int length = places.length();
    nativeGradient = resources.bytes(4L * length);
    gradients = buffer(nativeGradient, length).asFloatBuffer();
    gradientBits = buffer(nativeGradient, length).asIntBuffer();
  }

  /** As {@link #allocate}, without gradients. */
  void allocateValues() {
    List<Slice> ordered = new ArrayList<>();
    layout.slices().stream().filter(s -> s.role() == Role.WEIGHT).forEach(ordered::add);
    layout.slices().stream()
        .filter(s -> s.role() != Role.WEIGHT && s.role().isParameter())
        .forEach(ordered::add);
    int learnedSlices = ordered.size();
    layout.slices().stream().filter(s -> !s.role().isParameter()).forEach(ordered::add);
    index = new int[layout.length()];
    List<Slice> placed = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < ordered.size(); i++) {
      Slice slice = ordered.get(i);
      Descriptor order = orders.computeIfAbsent(slice, s -> Descriptor.plain(s.length()));
      int length = (order.floats() + LINE - 1) / LINE * LINE;
      offsets.put(slice, at);
      place(slice, order, at);
      placed.add(new Slice(slice.layer(), slice.role(), List.of(length), at, slice.prunable()));
      at = Math.addExact(at, length);
      if (i < learnedSlices) {
        learned = at;
      }
    }
    places = new ParameterLayout(placed);
    if (at > Integer.MAX_VALUE / Float.BYTES) {
      throw new Unsupported("it has more than 2 GiB of parameters");
    }
    nativeValues = resources.bytes(4L * at);
    values = buffer(nativeValues, at).asFloatBuffer();
  }

  /** A view that Java reads and writes without calling native code. */
  private static ByteBuffer buffer(BytePointer memory, int floats) {
    BytePointer whole = memory.getPointer(0L);
    return whole.limit(4L * floats).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  private void place(Slice slice, Descriptor order, int at) {
    int[] positions = order.positions();
    long[] dims = order.dims();
    boolean depthwise = dims.length == 5 && dims[2] == 1;
    for (int i = 0; i < positions.length; i++) {
      int element = depthwise ? depthwise(i, dims) : i;
      index[slice.offset() + element] = at + positions[i];
    }
  }

  /**
   * The place in a depthwise slice {@code [kH, kW, channels, multiplier]} of an element of {@code
   * [channels, multiplier, 1, kH, kW]}.
   */
  private static int depthwise(int element, long[] dims) {
    int window = (int) (dims[3] * dims[4]);
    int channel = element / window;
    return element % window * (int) (dims[0] * dims[1]) + channel;
  }

  /** The layout of the values and of everything that goes beside it. */
  ParameterLayout places() {
    return places;
  }

  /** Brings a vector over the network's layout into this order; padding is 0. */
  float[] inward(float[] vector, int from) {
    float[] inside = new float[places.length()];
    for (int i = 0; i < index.length; i++) {
      inside[index[i]] = vector[from + i];
    }
    return inside;
  }

  /** Brings a vector of this order into that of the network's layout. */
  void outward(float[] inside, float[] vector, int to) {
    for (int i = 0; i < index.length; i++) {
      vector[to + i] = inside[index[i]];
    }
  }

  /** Brings a mask over the network's layout into this order; padding is kept. */
  Mask inward(Mask mask) {
    boolean[] pruned = new boolean[places.length()];
    for (int i = 0; i < index.length; i++) {
      pruned[index[i]] = !mask.kept(i);
    }
    return Mask.of(pruned.length, i -> !pruned[i]);
  }

  /** Brings penalties over the network's layout into this order; none acts on padding. */
  Terms inward(Terms terms) {
    return terms.placed(index, places.length());
  }

  /** Where a slice starts in this order. */
  int offset(Slice slice) {
    Integer offset = offsets.get(slice);
    if (offset == null) {
      throw new IllegalStateException("slice " + slice.tensor() + " has no place yet");
    }
    return offset;
  }

  /** A copy of the values. */
  float[] values() {
    float[] copy = new float[places.length()];
    weights(0, copy, copy.length);
    return copy;
  }

  /** Replaces the values. */
  void values(float[] inside) {
    publish(0, inside, inside.length);
  }

  /** A copy of the gradients that kernels wrote; 0 for statistics. */
  float[] gradient() {
    float[] copy = new float[places.length()];
    gradients.get(0, copy, 0, learned);
    return copy;
  }

  /** Says what is taken from a statistic in this step. */
  void taken(int index, float difference) {
    gradients.put(index, difference);
  }

  @Override
  public void weights(int from, float[] into, int count) {
    values.get(from, into, 0, count);
  }

  @Override
  public void gradient(int from, float[] into, int count) {
    Optional<FeatureGradient> lazy = later(from);
    if (lazy.isPresent()) {
      lazy.get().get(from, into, count);
    } else {
      gradients.get(from, into, 0, count);
    }
  }

  @Override
  public void gradientBits(int from, int[] into, int count) {
    Optional<FeatureGradient> lazy = later(from);
    if (lazy.isPresent()) {
      lazy.get().bits(from, into, count);
    } else {
      gradientBits.get(from, into, 0, count);
    }
  }

  @Override
  public void publish(int from, float[] weights, int count) {
    values.put(from, weights, 0, count);
  }

  @Override
  public float weight(int index) {
    return values.get(index);
  }

  @Override
  public void gradient(int from, int[] places, float[] into) {
    Optional<FeatureGradient> lazy = places.length == 0 ? Optional.empty() : later(from);
    if (lazy.isPresent()) {
      lazy.get().get(from, places, into);
      return;
    }
    for (int i = 0; i < places.length; i++) {
      into[i] = gradients.get(from + places[i]);
    }
  }

  @Override
  public void publish(int index, float weight) {
    values.put(index, weight);
  }

  /** Bytes of native memory. */
  long bytes() {
    return 8L * places.length();
  }

  @Override
  public void close() {
    resources.close();
  }
}
