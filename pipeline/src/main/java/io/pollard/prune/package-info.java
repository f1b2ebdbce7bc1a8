/**
 * Pruning, along the four axes of Blalock et al. (2020): structure, scoring, scheduling (with
 * selection) and fine-tuning, a package each. Sees parameter layouts, layer graphs and arrays,
 * never DL4J, Spark or files. May use {@code spec}, {@code random}, {@code network}.
 */
@NullMarked
package io.pollard.prune;

import org.jspecify.annotations.NullMarked;
