/**
 * The clock: how long a network takes, here and in other runtimes. May use {@code engine} and
 * {@code network}. ONNX Runtime is no part of Pollard: it takes part where its jar is on the class
 * path, and only {@link io.pollard.measure.latency.OnnxRuntime} knows it.
 */
@NullMarked
package io.pollard.measure.latency;

import org.jspecify.annotations.NullMarked;
