package io.pollard.data;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.data.place.Place;
import io.pollard.network.Shape;
import io.pollard.spec.Summary;
import java.io.DataInputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder with the four IDX files of MNIST, by their names there: {@code train-images-idx3-ubyte},
 * {@code train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte}, {@code t10k-labels-idx1-ubyte},
 * each plain or with {@code .gz}. Grey images, classes {@code "0", "1" ...}; a {@code classes.txt}
 * beside them, one name a line, names the classes. Order: that of the files.
 */
@AutoService(DatasetFormat.class)
@Summary("a folder with the four files of MNIST, plain or gzipped")
public record Idx() implements DatasetFormat {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
  private static final String CLASSES = "classes.txt";

  /** Examples in a piece: MNIST's training images become 15. */
  private static final int PIECE = 4096;

  @Override
  public RawDataset read(Place place) {
    Source trainImages = Source.require(place, TRAIN_IMAGES);
    Source trainLabels = Source.require(place, TRAIN_LABELS);
    Source testImages = Source.require(place, TEST_IMAGES);
    Source testLabels = Source.require(place, TEST_LABELS);
    IdxFile train = IdxFile.images(trainImages);
    IdxFile test = IdxFile.images(testImages);
    requireSameShape(train.shape(), test.shape(), testImages);
    int[] labels = labels(trainLabels, train.count(), trainImages);
    int[] heldOut = labels(testLabels, test.count(), testImages);
    List<String> classes = checked(place, trainLabels, labels, testLabels, heldOut);
    return new RawDataset(
        train.shape(),
        classes,
        new RawSplit(new RawValues.Pixels(train.values()), labels),
        new RawSplit(new RawValues.Pixels(test.values()), heldOut));
  }

  @Override
  public Pieces pieces(Place place) {
    Source trainImages = Source.require(place, TRAIN_IMAGES);
    Source trainLabels = Source.require(place, TRAIN_LABELS);
    Source testImages = Source.require(place, TEST_IMAGES);
    Source testLabels = Source.require(place, TEST_LABELS);
    IdxHeader train = header(trainImages);
    IdxHeader test = header(testImages);
    requireSameShape(train.shape(), test.shape(), testImages);
    List<String> classes =
        checked(
            place,
            trainLabels,
            labels(trainLabels, train.count(), trainImages),
            testLabels,
            labels(testLabels, test.count(), testImages));
    return new Pieces(
        train.shape(),
        classes,
        pieces(trainImages, trainLabels, train.count()),
        pieces(testImages, testLabels, test.count()));
  }

  private static IdxHeader header(Source images) {
    return images.read(
        in -> IdxHeader.read(new DataInputStream(in), IdxHeader.Kind.IMAGES, images));
  }

  private static List<Piece> pieces(Source images, Source labels, int count) {
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < count; from += PIECE) {
      pieces.add(
          new IdxPiece(
              StoredFile.of(images), StoredFile.of(labels), from, Math.min(PIECE, count - from)));
    }
    return pieces;
  }

  private static void requireSameShape(Shape train, Shape test, Source testImages) {
    if (!train.equals(test)) {
      throw new DataException(
          ("Cannot read IDX images: test images are of another size than training images (file=%s,"
                  + " found=%s, expected=%s); check that the files belong together")
              .formatted(testImages, test, train));
    }
  }

  /** The names of the classes, to which all labels are held. */
  private static List<String> checked(
      Place place, Source trainLabels, int[] train, Source testLabels, int[] test) {
    List<String> classes =
        Labels.names(place, CLASSES)
            .orElseGet(
                () ->
                    Labels.numbered(
                        train, trainLabels, "name the classes in " + place.child(CLASSES)));
    Labels.check(train, classes.size(), trainLabels);
    Labels.check(test, classes.size(), testLabels);
    return classes;
  }

  private static int[] labels(Source source, int images, Source imageSource) {
    IdxFile file = IdxFile.labels(source);
    if (file.count() != images) {
      throw new DataException(
          ("Cannot read IDX labels: %d labels for the %d images of %s (file=%s, found=%d,"
                  + " expected=%d); check that the files belong together")
              .formatted(file.count(), images, imageSource, source, file.count(), images));
    }
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      labels[i] = Byte.toUnsignedInt(file.values()[i]);
    }
    return labels;
  }
}
