/**
 * Sensitivity analysis: what a network loses when one layer of it is pruned and nothing else is
 * done (Han et al. 2015; Li et al. 2017). The arithmetic of it, without Spark: which cells there
 * are, how they are evaluated together, when an interval is narrow enough, and what the rows
 * suggest. May use {@code spec}, {@code random}, {@code data}, {@code network}, {@code engine}'s
 * interface, {@code prune}, {@code measure}, {@code execute} and {@code store}.
 */
@NullMarked
package io.pollard.sensitivity;

import org.jspecify.annotations.NullMarked;
