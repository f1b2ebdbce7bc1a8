package io.pollard.data;

import io.pollard.DataException;
import io.pollard.network.Shape;
import java.util.List;

/**
 * A data set in pieces: what {@link DatasetFormat#read} reads at once, in the same order.
 *
 * @param shape of one example
 * @param classes names, by class index
 * @param train pieces of the training examples, at least one
 * @param test pieces of the test examples, at least one
 */
public record Pieces(Shape shape, List<String> classes, List<Piece> train, List<Piece> test) {

  public Pieces {
    classes = List.copyOf(classes);
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /** Number of examples in some pieces. */
  static int size(List<Piece> pieces) {
    return Math.toIntExact(pieces.stream().mapToLong(Piece::size).sum());
  }

  /**
   * The labels of some pieces, one after another.
   *
   * @throws DataException if a file does not hold what the format says
   */
  static int[] labels(List<Piece> pieces) {
    int[] labels = new int[size(pieces)];
    int at = 0;
    for (Piece piece : pieces) {
      int[] some = piece.labels();
      System.arraycopy(some, 0, labels, at, some.length);
      at += some.length;
    }
    return labels;
  }
}
