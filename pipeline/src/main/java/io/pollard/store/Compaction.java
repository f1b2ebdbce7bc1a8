package io.pollard.store;

/**
 * What compacting one table of one experiment did.
 *
 * @param experiment its name
 * @param table its name
 * @param filesBefore number of files with visible rows before
 * @param filesAfter number of files with visible rows after
 */
public record Compaction(String experiment, String table, int filesBefore, int filesAfter) {}
