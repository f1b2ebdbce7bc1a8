package io.pollard.data;

import io.pollard.data.place.Address;
import io.pollard.network.Shape;

/**
 * A row group of a Parquet file.
 *
 * @param file its address
 * @param group number of the row group
 * @param size rows in it
 * @param kind what the examples are
 * @param shape channels, height and width of one
 * @param fromMetadata whether the file's metadata has a say in the shape
 */
@SuppressWarnings("ArrayRecordComponent")
record ParquetPiece(
    Address file, int group, int size, ParquetHeader.Kind kind, int[] shape, boolean fromMetadata)
    implements Piece {

  @Override
  public int[] labels() {
    return split().labels(open(), group);
  }

  @Override
  public RawValues values() {
    return split().values(open(), group);
  }

  private ParquetSplit split() {
    return new ParquetSplit(kind, new Shape(shape[0], shape[1], shape[2]), fromMetadata);
  }

  private ParquetFile open() {
    return new ParquetFile(file.place());
  }
}
