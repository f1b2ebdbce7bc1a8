package io.pollard.data;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.data.place.Place;
import io.pollard.network.Shape;
import io.pollard.spec.Summary;
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
  private static final String CLASSES = "classes.txt";

  @Override
  public RawDataset read(Place place) {
    Source trainImages = Source.require(place, "train-images-idx3-ubyte");
    Source trainLabels = Source.require(place, "train-labels-idx1-ubyte");
    Source testImages = Source.require(place, "t10k-images-idx3-ubyte");
    Source testLabels = Source.require(place, "t10k-labels-idx1-ubyte");
    IdxFile train = IdxFile.images(trainImages);
    IdxFile test = IdxFile.images(testImages);
    if (!train.shape().equals(test.shape())) {
      throw new DataException(
          ("Cannot read IDX images: test images are of another size than training images (file=%s,"
                  + " found=%s, expected=%s); check that the files belong together")
              .formatted(testImages, test.shape(), train.shape()));
    }
    int[] labels = labels(trainLabels, train.count(), trainImages);
    List<String> classes =
        Labels.names(place, CLASSES)
            .orElseGet(
                () ->
                    Labels.numbered(
                        labels, trainLabels, "name the classes in " + place.child(CLASSES)));
    Labels.check(labels, classes.size(), trainLabels);
    int[] heldOut = labels(testLabels, test.count(), testImages);
    Labels.check(heldOut, classes.size(), testLabels);
    Shape shape = train.shape();
    return new RawDataset(
        shape,
        classes,
        new RawSplit(new RawValues.Pixels(train.values()), labels),
        new RawSplit(new RawValues.Pixels(test.values()), heldOut));
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
