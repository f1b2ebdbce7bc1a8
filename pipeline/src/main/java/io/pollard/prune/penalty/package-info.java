/**
 * Penalties that make a training itself thin a network out: they are added to the loss, by groups
 * of weights. An open family; rules of {@code io.pollard.prune} apply.
 */
@NullMarked
package io.pollard.prune.penalty;

import org.jspecify.annotations.NullMarked;
