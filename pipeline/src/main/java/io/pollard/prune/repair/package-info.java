/**
 * How the rest of a network makes up for channels that go: merging them into others, or fitting the
 * layers that read them. An open family, found through {@link java.util.ServiceLoader}; rules of
 * {@code io.pollard.prune} apply. What a repair wants to know of data it asks {@link
 * io.pollard.prune.repair.Examples} for.
 */
@NullMarked
package io.pollard.prune.repair;

import org.jspecify.annotations.NullMarked;
