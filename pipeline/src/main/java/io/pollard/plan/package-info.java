/**
 * From an experiment to a graph of steps named by content. Pure: no files, no clock, no cluster.
 * Sees the settings of every package ({@code spec}, {@code data}, {@code network}, {@code engine},
 * {@code train}, {@code prune}) but runs none of them.
 */
@NullMarked
package io.pollard.plan;

import org.jspecify.annotations.NullMarked;
