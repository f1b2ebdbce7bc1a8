package io.pollard.prune.structure.matrix;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Tiles;
import io.pollard.spec.Summary;

/**
 * Shapes of filters: what all filters of a layer have at one place of the window in one input
 * channel, {@code W[:, c, i, j]}, a column of the layer's matrix. Without it the product has one
 * column less, whatever the filters. Of a dense layer a column is what reads one input. One column
 * of every layer always stays.
 *
 * <p>Source: Lebedev, Lempitsky (2016), "Fast ConvNets using group-wise brain damage"; Wen et al.
 * (2016), "shape-wise" (METHODS S6, S7).
 */
@Summary("one place of the window in one input channel, of all filters (Lebedev, Lempitsky 2016)")
@AutoService(Structure.class)
public record FilterShape() implements Structure {

  @Override
  public Groups groups(Network network) {
    return Tiles.groups(network, weights -> new Tiles(weights, weights.outputs(), 1, 1, 1));
  }
}
