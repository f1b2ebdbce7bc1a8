package io.pollard.engine.onednn;

import io.pollard.DataException;
import java.io.File;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencl.Pfn_notify_BytePointer_Pointer_long_Pointer;
import org.bytedeco.opencl.global.OpenCL;

/**
 * The native library: loaded once per JVM, with one engine (the CPU) and one stream that all
 * compiled networks share. Both are stateless on a CPU, so sharing them between threads is safe.
 *
 * <p>Threads: oneDNN is built with OpenMP, whose number of threads is a setting of the calling
 * thread. {@link #pinThread} sets it to one, whatever {@code OMP_NUM_THREADS} says. The preset
 * offers no function for that, so the symbol is called through a function pointer of another
 * preset: the integer 1 travels as the address of its first argument, which is the same register in
 * the calling conventions of x86-64 and AArch64.
 */
final class Library {
  private static final Library INSTANCE = load();

  private final Optional<String> failure;
  private final dnnl_engine engine;
  private final dnnl_stream stream;
  private final Optional<Pfn_notify_BytePointer_Pointer_long_Pointer> threads;

  private Library(
      Optional<String> failure,
      dnnl_engine engine,
      dnnl_stream stream,
      Optional<Pfn_notify_BytePointer_Pointer_long_Pointer> threads) {
    this.failure = failure;
    this.engine = engine;
    this.stream = stream;
    this.threads = threads;
  }

  /** Why the library cannot be used on this machine, or empty. */
  static Optional<String> failure() {
    return INSTANCE.failure;
  }

  static dnnl_engine engine() {
    return INSTANCE.usable().engine;
  }

  static dnnl_stream stream() {
    return INSTANCE.usable().stream;
  }

  /** Makes oneDNN compute on the calling thread alone, when this thread calls it. */
  static void pinThread() {
    INSTANCE.threads.ifPresent(set -> set.call(ONE, NOTHING, 0L, NOTHING));
  }

  /** Such as {@code 2.5.2}. */
  static String version() {
    INSTANCE.usable();
    dnnl_version_t version = dnnl.dnnl_version();
    return version.major() + "." + version.minor() + "." + version.patch();
  }

  /** The class of instruction sets that kernels in float32 are made for. */
  static String instructionSet() {
    INSTANCE.usable();
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    if ((isa & dnnl.dnnl_cpu_isa_avx512_core) == dnnl.dnnl_cpu_isa_avx512_core) {
      return "avx512";
    }
    if ((isa & dnnl.dnnl_cpu_isa_avx2) == dnnl.dnnl_cpu_isa_avx2) {
      return "avx2";
    }
    return (isa & dnnl.dnnl_cpu_isa_avx) == dnnl.dnnl_cpu_isa_avx ? "avx" : "sse41";
  }

  /** The class of instruction sets that kernels in bfloat16 are made for, if there is one. */
  static Optional<String> bfloat16InstructionSet() {
    INSTANCE.usable();
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    if ((isa & dnnl.dnnl_cpu_isa_avx512_core_amx) == dnnl.dnnl_cpu_isa_avx512_core_amx) {
      return Optional.of("amx-bf16");
    }
    return (isa & dnnl.dnnl_cpu_isa_avx512_core_bf16) == dnnl.dnnl_cpu_isa_avx512_core_bf16
        ? Optional.of("avx512-bf16")
        : Optional.empty();
  }

  /** Turns a status of the library into an exception, unless it is success. */
  static void check(int status, String what) {
    if (status != dnnl.dnnl_success) {
      throw new LibraryException(
          "oneDNN cannot " + what + ": status " + status + " (" + meaning(status) + ")");
    }
  }

  private static String meaning(int status) {
    if (status == dnnl.dnnl_out_of_memory) {
      return "out of memory";
    }
    if (status == dnnl.dnnl_invalid_arguments) {
      return "invalid arguments";
    }
    return status == dnnl.dnnl_unimplemented ? "unimplemented" : "runtime error";
  }

  private Library usable() {
    if (failure.isPresent()) {
      throw new DataException(
          "Cannot use engine onednn: %s; use engine dl4j".formatted(failure.get()));
    }
    return this;
  }

  private static final BytePointer ONE = new Address(1L);
  private static final Pointer NOTHING = new Address(0L);

  /** A number in the place of a pointer. */
  private static final class Address extends BytePointer {
    Address(long value) {
      super(new Pointer());
      address = value;
    }
  }

  private static Library load() {
    dnnl_engine engine = new dnnl_engine();
    dnnl_stream stream = new dnnl_stream();
    try {
      String loaded = Loader.load(dnnl.class);
      check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0), "create its engine");
      check(
          dnnl.dnnl_stream_create(stream, engine, dnnl.dnnl_stream_default_flags),
          "create its stream");
      return new Library(Optional.empty(), engine, stream, threadSetter(loaded));
    } catch (LinkageError | RuntimeException e) {
      return new Library(
          Optional.of("its native library does not load (" + e + ")"),
          engine,
          stream,
          Optional.empty());
    }
  }

  private static Optional<Pfn_notify_BytePointer_Pointer_long_Pointer> threadSetter(String loaded) {
    String symbol = "omp_set_num_threads";
    Loader.load(OpenCL.class);
    Pointer function = Loader.addressof(symbol);
    if (function == null) {
      Loader.loadGlobal(new File(new File(loaded).getParentFile(), "libgomp.so.1").getPath());
      function = Loader.addressof(symbol);
    }
    if (function == null) {
      return Optional.empty();
    }
    PointerPointer<Pointer> cell = new PointerPointer<>(2);
    cell.put(0, function);
    cell.put(1, (Pointer) null);
    cell.retainReference();
    return Optional.of(new Pfn_notify_BytePointer_Pointer_long_Pointer(cell));
  }
}
