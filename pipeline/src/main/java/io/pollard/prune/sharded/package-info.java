/**
 * Exact ranks and thresholds of scores that no process holds as a whole: the scores lie in shards,
 * and only counts travel. Nothing here knows how a shard is reached. Rules of {@code
 * io.pollard.prune} apply.
 */
@NullMarked
package io.pollard.prune.sharded;

import org.jspecify.annotations.NullMarked;
