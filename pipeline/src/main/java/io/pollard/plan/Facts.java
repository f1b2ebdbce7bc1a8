package io.pollard.plan;

import io.pollard.network.Shape;
import java.util.Optional;

/**
 * What a plan has to know about the world: content, not places.
 *
 * @param dataFingerprint hash of the data set's content
 * @param shape of one example
 * @param classes number of classes
 * @param trainSize number of training examples
 * @param networkFingerprint hash of a user's own network file; empty for the zoo
 * @param engine name of the engine that runs the experiment
 * @param arithmetic what the bits of its results depend on
 */
public record Facts(
    String dataFingerprint,
    Shape shape,
    int classes,
    int trainSize,
    Optional<String> networkFingerprint,
    String engine,
    String arithmetic) {}
