package io.pollard.store;

/**
 * A row of the table of scores.
 *
 * @param stepId step that scored
 * @param summary what the scores of a layer look like
 */
public record ScoreRow(String stepId, ScoreSummary summary) {}
