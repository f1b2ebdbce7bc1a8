package io.pollard.store;

import java.util.Optional;

/**
 * What a step left in the other tables, so that its absence is noticed.
 *
 * @param stateBytes size of its checkpoint's values and masks; 0 without one
 * @param checkpointChecksum of its checkpoint as a whole, if it has one: the same if and only if
 *     every value, mask and name in it is the same
 * @param resultRows number of its rows in {@code results}, per use
 * @param historyRows number of its rows in {@code history}
 * @param layerRows number of its rows in {@code layers}
 * @param sensitivityRows number of its rows in {@code sensitivity}
 * @param scoreRows number of its rows in {@code scores}
 */
public record Contents(
    long stateBytes,
    Optional<String> checkpointChecksum,
    int resultRows,
    int historyRows,
    int layerRows,
    int sensitivityRows,
    int scoreRows) {}
