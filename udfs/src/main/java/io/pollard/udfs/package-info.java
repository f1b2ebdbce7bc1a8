/**
 * Spark SQL functions and views with which analysts read the tables that experiments leave behind.
 *
 * <p>May use the library ({@code io.pollard}) and Spark SQL. Used by the jobs and by SQL sessions
 * and notebooks.
 */
@NullMarked
package io.pollard.udfs;

import org.jspecify.annotations.NullMarked;
