/**
 * The report: one HTML file with everything in it. Queries over the views give tables, a page draws
 * them. Used by the command.
 */
@NullMarked
package io.pollard.jobs.report;

import org.jspecify.annotations.NullMarked;
