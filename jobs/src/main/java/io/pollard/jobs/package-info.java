/**
 * What runs on Spark: the commands, the jobs behind them, and the few cluster primitives they stand
 * on.
 *
 * <p>May use the library ({@code io.pollard}), the SQL functions ({@code io.pollard.udfs}) and
 * Spark. Nothing uses this package but the launcher and {@code spark-submit}.
 */
@NullMarked
package io.pollard.jobs;

import org.jspecify.annotations.NullMarked;
