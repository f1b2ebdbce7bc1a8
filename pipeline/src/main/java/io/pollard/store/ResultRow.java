package io.pollard.store;

/**
 * A row of {@code results}: one use of an evaluated network.
 *
 * @param stepId the step that evaluated it
 * @param use where the experiment uses the step
 * @param evaluation what came out
 */
public record ResultRow(String stepId, Use use, Evaluation evaluation) {}
