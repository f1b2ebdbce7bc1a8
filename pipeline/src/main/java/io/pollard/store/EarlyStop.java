package io.pollard.store;

/**
 * The point of a training with the least validation loss (METHODS U3).
 *
 * @param iteration optimiser steps taken
 * @param loss mean validation loss there
 * @param top1 share of right answers on the validation examples there
 */
public record EarlyStop(int iteration, double loss, double top1) {}
