/**
 * The border to DL4J's model: reads a DL4J configuration into a {@link io.pollard.network.Network},
 * writes a {@link io.pollard.network.LayerGraph} as a DL4J configuration, and reads and writes
 * DL4J's zip files. Nothing here executes a network. Public: {@link
 * io.pollard.network.dl4j.Dl4jNetworks}, the zip family and the zip writer; everybody may use them,
 * and nobody sees a DL4J type who does not import one.
 */
@NullMarked
package io.pollard.network.dl4j;

import org.jspecify.annotations.NullMarked;
