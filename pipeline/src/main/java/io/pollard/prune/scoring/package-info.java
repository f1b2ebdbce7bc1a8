/**
 * How much each element matters. An open family, found through {@link java.util.ServiceLoader};
 * rules of {@code io.pollard.prune} apply.
 */
@NullMarked
package io.pollard.prune.scoring;

import org.jspecify.annotations.NullMarked;
