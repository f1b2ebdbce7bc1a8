/**
 * The few primitives that run on Spark: a DAG of steps, each its own job of one task. Knows {@code
 * execute} and {@code plan} of the pipeline; nothing here knows a command line.
 */
@NullMarked
package io.pollard.jobs.cluster;

import org.jspecify.annotations.NullMarked;
