/**
 * What is removed as one. An open family, found through {@link java.util.ServiceLoader}; rules of
 * {@code io.pollard.prune} apply.
 */
@NullMarked
package io.pollard.prune.structure;

import org.jspecify.annotations.NullMarked;
