package io.pollard.engine;

/**
 * What every {@link Engine} keeps to. The test of an engine implements this interface: it names the
 * engine and, if need be, the {@link ContractNetworks} that the engine refuses and a wider
 * tolerance.
 */
public interface EngineContract
    extends VariationsContract,
        ComputationContract,
        MaskContract,
        PenaltyContract,
        TrainingContract {}
