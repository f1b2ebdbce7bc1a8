package io.pollard.store;

import java.util.OptionalDouble;

/**
 * What a training logged at one iteration.
 *
 * @param iteration optimiser steps taken
 * @param epoch whole epochs behind it
 * @param split whose examples the figures are of
 * @param loss mean over the examples
 * @param top1 share of right answers, if it was counted
 * @param learningRate of the iteration
 */
public record HistoryPoint(
    int iteration,
    int epoch,
    String split,
    double loss,
    OptionalDouble top1,
    double learningRate) {}
