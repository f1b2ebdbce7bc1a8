package io.pollard.store;

/**
 * A row of {@code history}.
 *
 * @param stepId the step that trained
 * @param point what it logged
 */
public record HistoryRow(String stepId, HistoryPoint point) {}
