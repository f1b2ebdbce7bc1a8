/**
 * Training with all executors at once, in the hands of DL4J Spark: its parameter-averaging master
 * drives rounds of local steps, Pollard's engines take them, under the mask. The only package of
 * this module that knows DL4J. Used by the commands.
 */
@NullMarked
package io.pollard.jobs.cluster.averaging;

import org.jspecify.annotations.NullMarked;
