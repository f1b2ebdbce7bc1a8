/**
 * What a network is: its architecture (a DL4J configuration and the same thing as a graph of plain
 * records), the layout of its flat parameter vector, masks over that vector, initial values, the
 * zoo, import and export, and the counting of parameters and multiply-adds. May use {@code spec}
 * and {@code random}. The adapter, import and export here and {@code engine.dl4j} are the only
 * places that know DL4J.
 */
@NullMarked
package io.pollard.network;

import org.jspecify.annotations.NullMarked;
