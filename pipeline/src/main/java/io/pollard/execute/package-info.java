/**
 * What a step does where it runs: read its parents' checkpoints, train, prune, measure, commit. No
 * Spark here, so that a test or another scheduler can run a step as it is. Uses every other package
 * of the pipeline; used by {@code jobs} only.
 */
@NullMarked
package io.pollard.execute;

import org.jspecify.annotations.NullMarked;
