/**
 * The fast engine: the training step of a network, compiled once to a list of oneDNN primitives
 * over buffers in native memory, then run again and again. Knows {@code network}'s plain graph of
 * operations, never DL4J. The only package that may import the oneDNN preset.
 *
 * <p>The way of a compilation: {@link io.pollard.engine.onednn.Inspection} refuses what cannot run,
 * {@link io.pollard.engine.onednn.Fusion} joins nodes, {@link io.pollard.engine.onednn.Lowering}
 * turns them into calls that a {@link io.pollard.engine.onednn.ProgramBuilder} collects, and an
 * {@link io.pollard.engine.onednn.ArenaPlan} gives each tensor a place for as long as it is needed.
 */
@NullMarked
package io.pollard.engine.onednn;

import org.jspecify.annotations.NullMarked;
