/**
 * When how much is pruned. An open family, found through {@link java.util.ServiceLoader}; rules of
 * {@code io.pollard.prune} apply.
 */
@NullMarked
package io.pollard.prune.scheduling;

import org.jspecify.annotations.NullMarked;
