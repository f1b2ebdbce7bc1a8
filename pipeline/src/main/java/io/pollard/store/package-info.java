/**
 * The warehouse: Parquet tables of everything a run leaves, and how a step becomes part of them.
 *
 * <p>A step's files are written aside and moved into place, its {@code steps} row last; readers see
 * only rows of steps that have one. {@link io.pollard.store.Warehouse} is the way in; {@code
 * docs/tables.md} is the contract and {@link io.pollard.store.Tables} its other half. May use
 * {@code network} and {@code train} (the plain records only); execution, jobs and commands use it.
 * With {@code data} the only place that knows Parquet and Hadoop, and no type of theirs is part of
 * its interface.
 */
@NullMarked
package io.pollard.store;

import org.jspecify.annotations.NullMarked;
