package io.pollard.store;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A network evaluated on one split.
 *
 * @param split {@code train}, {@code validation} or {@code test}
 * @param samples number of examples
 * @param top1 share of right answers, in [0, 1]
 * @param top5 share of examples whose answer is among the five highest, if there are more than five
 *     classes
 * @param loss mean over the examples
 * @param iteration optimiser steps of the training that ended here
 * @param earlyStop the training's best point, if there was a training with validation
 * @param size of the network
 * @param requestedSparsity the fraction that was asked for, if the network was pruned
 * @param pruned number of prunable weights removed
 */
public record Evaluation(
    String split,
    int samples,
    double top1,
    OptionalDouble top5,
    double loss,
    int iteration,
    Optional<EarlyStop> earlyStop,
    NetworkSize size,
    OptionalDouble requestedSparsity,
    long pruned) {}
