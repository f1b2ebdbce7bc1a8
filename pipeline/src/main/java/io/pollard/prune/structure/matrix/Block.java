package io.pollard.prune.structure.matrix;

import com.google.auto.service.AutoService;
import io.pollard.network.Network;
import io.pollard.prune.structure.Groups;
import io.pollard.prune.structure.Structure;
import io.pollard.prune.structure.Tiles;
import io.pollard.spec.Summary;

/**
 * Blocks of the weight matrix: {@code rows} output channels by {@code columns} input channels, at
 * one place of a convolution's window. Where a tensor does not divide, the blocks at its border are
 * smaller; a block's score is the mean over its elements, so that they are not at a disadvantage.
 * All blocks of a layer may go.
 *
 * <p>Source: Gray, Radford, Kingma (2017), "GPU kernels for block-sparse weights" (METHODS I2).
 *
 * @param rows output channels of a block
 * @param columns input channels of a block
 */
@Summary("blocks of rows x columns of the weight matrix (Gray et al. 2017)")
@AutoService(Structure.class)
public record Block(int rows, int columns) implements Structure {

  public Block {
    requirePositive("rows", rows);
    requirePositive("columns", columns);
  }

  public Block() {
    this(8, 8);
  }

  private static void requirePositive(String key, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(key + " is at least 1, found " + size);
    }
  }

  @Override
  public Groups groups(Network network) {
    return Tiles.groups(network, weights -> new Tiles(weights, rows, columns, 1, 0));
  }
}
