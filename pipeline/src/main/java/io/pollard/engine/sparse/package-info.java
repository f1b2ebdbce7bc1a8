/**
 * Training steps at very low density: a loop over the kept weights instead of over matrices.
 * Activations lie unit by unit, each for the whole batch side by side, so that a weight is one
 * multiple of a run of memory added to another. Plain Java on the heap; the same bits everywhere.
 * Used by {@code train}, where a mask leaves little enough.
 */
@NullMarked
package io.pollard.engine.sparse;

import org.jspecify.annotations.NullMarked;
