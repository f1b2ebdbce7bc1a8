/**
 * The reference engine: DL4J runs every layer, with its oneDNN helpers, on one thread. The
 * network's configuration is first taken apart so that every node of the layer graph is a vertex
 * ({@code ExecutionGraph}); parameters, gradients and masks keep the order of the layout. Found
 * through {@link java.util.ServiceLoader}; nothing else uses its classes.
 *
 * <p>Where DL4J is not taken at its word: the optimiser ({@link io.pollard.engine.FlatUpdate}), the
 * loss of a softmax ({@code SoftmaxCrossEntropy}: DL4J clips it), and batch norm, dropout and
 * weight noise in the gradient ({@link io.pollard.engine.CompiledNetwork#gradient}), where DL4J
 * would use their training mode ({@code Pass}).
 */
@NullMarked
package io.pollard.engine.dl4j;

import org.jspecify.annotations.NullMarked;
