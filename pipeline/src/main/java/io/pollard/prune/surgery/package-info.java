/**
 * Taking channels out of a network: which ones a mask leaves without effect, the smaller graph, and
 * where each of its values lies in the old flat vector. Rules of {@code io.pollard.prune} apply; of
 * DL4J nothing but that a graph can be written as a network.
 */
@NullMarked
package io.pollard.prune.surgery;

import org.jspecify.annotations.NullMarked;
