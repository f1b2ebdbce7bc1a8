/**
 * The root of the pruning library: what every other package may use, and nothing that needs Spark.
 *
 * <p>The library describes an experiment, expands it into steps, and runs a step: data, network,
 * engine, training, pruning, compression, measurement and storage each have a package below this
 * one. Anybody may use this package; it uses none of the packages below it.
 */
@NullMarked
package io.pollard;

import org.jspecify.annotations.NullMarked;
