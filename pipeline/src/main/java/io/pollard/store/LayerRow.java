package io.pollard.store;

/**
 * A row of {@code layers}.
 *
 * @param stepId the step whose network it is a layer of
 * @param size of the layer
 */
public record LayerRow(String stepId, LayerSize size) {}
