/**
 * Which elements go: scope, allocation, exact counts, ties. An open family, found through {@link
 * java.util.ServiceLoader}; rules of {@code io.pollard.prune} apply.
 */
@NullMarked
package io.pollard.prune.selection;

import org.jspecify.annotations.NullMarked;
