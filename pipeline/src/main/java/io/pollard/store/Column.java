package io.pollard.store;

/**
 * A column of a table.
 *
 * @param name in snake_case
 * @param type of its values
 * @param nullable whether a row may have no value; always so for a column that was added after the
 *     table's first release, since older files do not have it
 */
public record Column(String name, ColumnType type, boolean nullable) {}
