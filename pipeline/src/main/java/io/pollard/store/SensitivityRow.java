package io.pollard.store;

/**
 * A row of the table of sensitivity.
 *
 * @param stepId the analysis
 * @param cell what was pruned and what that cost
 */
public record SensitivityRow(String stepId, SensitivityCell cell) {}
