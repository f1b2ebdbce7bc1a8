package io.pollard.data;

import io.pollard.data.Moments.Part;
import io.pollard.network.Shape;
import io.pollard.random.Draws;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A data set that is not in memory: where its pieces lie and which examples belong to which split,
 * exactly as in the {@link Dataset} of the same settings. Holds a few bytes an example.
 */
public final class PiecewiseDataset {
  /** Owner of an example that is set aside for validation. */
  public static final int VALIDATION = -1;

  /** Owner of an example that a limit leaves out. */
  public static final int NOBODY = -2;

  private final DatasetSpec spec;
  private final Pieces pieces;
  private final Splits splits;

  private PiecewiseDataset(DatasetSpec spec, Pieces pieces) {
    this.spec = spec;
    this.pieces = pieces;
    this.splits = Splits.of(spec, Pieces.size(pieces.train()), Pieces.size(pieces.test()));
  }

  /**
   * Looks at headers, names and labels.
   *
   * @param settings of Hadoop, over those of its files
   * @throws io.pollard.UserException as {@link Datasets#load}, or if the format is only read whole
   * @throws io.pollard.DataException as {@link Datasets#load}, as far as it shows
   */
  public static PiecewiseDataset open(DatasetSpec spec, Map<String, String> settings) {
    DatasetSpec located = spec.located(System.getenv());
    DatasetFormat format = located.format();
    return new PiecewiseDataset(
        located, format.pieces(format.place(located.name(), located.path(), settings)));
  }

  public Shape shape() {
    return pieces.shape();
  }

  public List<String> classes() {
    return pieces.classes();
  }

  /** Pieces of the training files: training and validation examples. */
  public List<Piece> trainPieces() {
    return pieces.train();
  }

  /** Pieces of the test files. */
  public List<Piece> testPieces() {
    return pieces.test();
  }

  /** Number of examples to learn from. */
  public int trainSize() {
    return splits.train().length;
  }

  /** Number of examples to steer by. */
  public int validationSize() {
    return splits.validation().length;
  }

  /**
   * Deals the training examples out, without regard to class: each of the workers gets as many as
   * any other, or one fewer.
   *
   * @param workers how many share them
   * @param seed of the draws
   * @return for each example of the training files the number of its worker, {@link #VALIDATION} or
   *     {@link #NOBODY}
   */
  public int[] owners(int workers, long seed) {
    int[] owners = new int[Pieces.size(pieces.train())];
    Arrays.fill(owners, NOBODY);
    for (int example : splits.validation()) {
      owners[example] = VALIDATION;
    }
    int[] order = Draws.of(seed, "deal").permutation(splits.train().length);
    for (int i = 0; i < order.length; i++) {
      owners[splits.train()[order[i]]] = i % workers;
    }
    return owners;
  }

  /** For each example of the test files 0, or {@link #NOBODY} where a limit leaves it out. */
  public int[] testOwners() {
    int[] owners = new int[Pieces.size(pieces.test())];
    Arrays.fill(owners, NOBODY);
    for (int example : splits.test()) {
      owners[example] = 0;
    }
    return owners;
  }

  /**
   * Reads everything once, from front to end, a piece in memory at a time; training values again,
   * once or twice, where normalisation asks for their mean and deviation.
   *
   * @throws io.pollard.UserException if the normalisation does not suit the values
   * @throws io.pollard.DataException if a file does not hold what the format says
   */
  public Overview overview() {
    Moments moments =
        Normalizer.of(spec.normalization(), spec.name(), this::trainParts, shape()).moments();
    return new Overview(Fingerprint.of(pieces), moments.mean(), moments.deviation());
  }

  /** The training values, piece by piece. */
  private Iterator<Part> trainParts() {
    Iterator<Piece> left = pieces.train().iterator();
    return new Iterator<>() {
      private int first;

      @Override
      public boolean hasNext() {
        return left.hasNext();
      }

      @Override
      public Part next() {
        Piece piece = left.next();
        int from = Arrays.binarySearch(splits.train(), first);
        int to = Arrays.binarySearch(splits.train(), first + piece.size());
        int begin = first;
        int[] examples =
            IntStream.range(from < 0 ? -from - 1 : from, to < 0 ? -to - 1 : to)
                .map(i -> splits.train()[i] - begin)
                .toArray();
        first += piece.size();
        return new Part(piece.values(), examples);
      }
    };
  }
}
