package io.pollard.engine.onednn;

import com.google.auto.service.AutoService;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Compute;
import io.pollard.engine.Engine;
import io.pollard.network.Network;
import java.util.Optional;

/**
 * As {@link OneDnnEngine}, in {@link Compute#BFLOAT16}. Runs where the processor multiplies
 * bfloat16 (AVX512-BF16 or AMX); elsewhere it would be slower than float32, and refuses.
 */
@AutoService(Engine.class)
public record OneDnnBfloat16Engine() implements Engine {

  @Override
  public String name() {
    return "onednn-bfloat16";
  }

  @Override
  public Compute compute() {
    return Compute.BFLOAT16;
  }

  @Override
  public String arithmetic() {
    return OneDnn.arithmetic("bfloat16", Library.bfloat16InstructionSet().orElse("none"));
  }

  @Override
  public Optional<String> refusal(Network network) {
    return OneDnn.refusal(OneDnnBfloat16Engine::failure, network, Compute.BFLOAT16);
  }

  @Override
  public CompiledNetwork compile(Network network, int batchSize) {
    return OneDnn.compile(this, OneDnnBfloat16Engine::failure, network, batchSize);
  }

  /** Why no network runs in bfloat16 on this machine, or empty. */
  private static Optional<String> failure() {
    return Library.failure()
        .or(
            () ->
                Library.bfloat16InstructionSet().isPresent()
                    ? Optional.empty()
                    : Optional.of(
                        "this processor cannot compute in bfloat16 (it has neither AVX512-BF16 nor"
                            + " AMX)"));
  }
}
