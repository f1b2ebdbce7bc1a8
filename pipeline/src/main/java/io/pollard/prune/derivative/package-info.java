/**
 * Derivatives of the loss example by example, over a layer graph and in plain arrays: what scoring
 * rules need beyond the mean gradient that engines give. Rules of {@code io.pollard.prune} apply.
 */
@NullMarked
package io.pollard.prune.derivative;

import org.jspecify.annotations.NullMarked;
