package io.pollard.data;

import io.pollard.network.Shape;
import java.util.ArrayList;

/**
 * A run of images, wherever each lies.
 *
 * @param images the images
 * @param labels class index of each
 * @param color how many channels they get
 * @param shape channels, height and width that each has to have then
 */
@SuppressWarnings("ArrayRecordComponent")
record ImagePiece(ArrayList<ImageFile> images, int[] labels, ImageColor color, int[] shape)
    implements Piece {

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public RawValues values() {
    return new RawValues.Pixels(
        new ImageLoader(color).pixels(images, new Shape(shape[0], shape[1], shape[2])));
  }
}
