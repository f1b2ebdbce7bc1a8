package io.pollard.store;

import java.util.OptionalLong;

/**
 * How large a network is, counted from its masks.
 *
 * @param paramsTotal parameters, batch-norm statistics left out
 * @param paramsNonzero kept parameters
 * @param compressionRatio paramsTotal / paramsNonzero
 * @param macsDense multiply-accumulates of one example, as if nothing were pruned
 * @param macsEffective multiply-accumulates with kept weights
 * @param theoreticalSpeedup macsDense / macsEffective
 * @param bytesDense all parameters as float32
 * @param bytesSparse kept parameters as float32 and one bit per prunable weight
 * @param prunableTotal weights that pruning may remove: the denominator of sparsity
 * @param prunableNonzero kept ones of them
 * @param macsPhysical multiply-accumulates that are left once every channel without effect is taken
 *     out; empty in rows of versions that did not count them
 */
public record NetworkSize(
    long paramsTotal,
    long paramsNonzero,
    double compressionRatio,
    long macsDense,
    long macsEffective,
    double theoreticalSpeedup,
    long bytesDense,
    long bytesSparse,
    long prunableTotal,
    long prunableNonzero,
    OptionalLong macsPhysical) {}
