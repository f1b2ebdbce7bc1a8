/**
 * Tests of the whole: real processes, a real standalone cluster, real kills. What they share is
 * here too; {@link io.pollard.jobs.it.Reference} is the sweep that nobody disturbed.
 */
package io.pollard.jobs.it;
