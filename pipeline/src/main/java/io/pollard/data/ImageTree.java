package io.pollard.data;

import io.pollard.DataException;
import io.pollard.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Images by split, class and file name, as folders or an archive hold them. A class's index is the
 * place of its name among the sorted names of the training classes; examples come sorted by class
 * name, then file name (by UTF-16 units), wherever and in whatever order they were stored.
 */
final class ImageTree {
  static final String TRAIN = "train";
  static final String TEST = "test";

  /** Images in a piece. */
  private static final int PIECE = 1024;

  private final String root;
  private final SortedMap<String, SortedMap<String, ImageFile>> train = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, ImageFile>> test = new TreeMap<>();

  /**
   * @param root what messages put before {@code train/...}
   */
  ImageTree(String root) {
    this.root = root;
  }

  static boolean isSplit(String name) {
    return name.equals(TRAIN) || name.equals(TEST);
  }

  /** Says that there is a class, be there images or not. */
  void add(String split, String className) {
    files(split, className);
  }

  /**
   * @throws DataException if the class has a file by that name already, or it is no image
   */
  void add(String split, String className, String name, ImageFile image) {
    if (!ImageFile.isImage(name)) {
      throw new DataException(
          ("Cannot read images: not an image by its name (file=%s, expected=.jpg, .jpeg or .png);"
                  + " convert or remove it")
              .formatted(image.location()));
    }
    if (files(split, className).put(name, image) != null) {
      throw new DataException(
          "Cannot read images: a file occurs twice (file=%s); remove one"
              .formatted(image.location()));
    }
  }

  private SortedMap<String, ImageFile> files(String split, String className) {
    return split(split).computeIfAbsent(className, name -> new TreeMap<>());
  }

  private SortedMap<String, SortedMap<String, ImageFile>> split(String name) {
    return name.equals(TRAIN) ? train : test;
  }

  /**
   * Decodes everything.
   *
   * @throws DataException if a split or a class is empty, test has a class that train lacks, or an
   *     image cannot be decoded or is of another shape than the first
   */
  RawDataset read(ImageColor color) {
    List<String> classes = classes();
    List<ImageFile> images = images(train);
    ImageLoader loader = new ImageLoader(color);
    Shape shape = loader.shape(images.get(0), images.size());
    return new RawDataset(
        shape,
        classes,
        new RawSplit(new RawValues.Pixels(loader.pixels(images, shape)), labels(train, classes)),
        new RawSplit(
            new RawValues.Pixels(loader.pixels(images(test), shape)), labels(test, classes)));
  }

  /**
   * Decodes the first image only, and says where the others lie.
   *
   * @throws DataException if a split or a class is empty, test has a class that train lacks, or the
   *     first image cannot be decoded
   */
  Pieces pieces(ImageColor color) {
    List<String> classes = classes();
    Shape shape = new ImageLoader(color).shape(images(train).get(0), 1);
    return new Pieces(
        shape,
        classes,
        pieces(images(train), labels(train, classes), color, shape),
        pieces(images(test), labels(test, classes), color, shape));
  }

  private static List<Piece> pieces(
      List<ImageFile> images, int[] labels, ImageColor color, Shape shape) {
    int[] numbers = {shape.channels(), shape.height(), shape.width()};
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < labels.length; from += PIECE) {
      int to = Math.min(from + PIECE, labels.length);
      pieces.add(
          new ImagePiece(
              new ArrayList<>(images.subList(from, to)),
              Arrays.copyOfRange(labels, from, to),
              color,
              numbers));
    }
    return pieces;
  }

  /** The classes, of which each has images and test has no other than train. */
  private List<String> classes() {
    requireImages(TRAIN);
    requireImages(TEST);
    List<String> classes = List.copyOf(train.keySet());
    for (String name : test.keySet()) {
      if (!train.containsKey(name)) {
        throw new DataException(
            ("Cannot read images: the test split has a class that the training split lacks"
                    + " (path=%s, found=%s, expected=one of %d training classes);"
                    + " add training images of it, or remove it")
                .formatted(root + TEST + "/" + name, name, classes.size()));
      }
    }
    return classes;
  }

  private void requireImages(String split) {
    if (split(split).isEmpty()) {
      throw new DataException(
          ("Cannot read images: there are none (path=%s, expected=%s/<class>/<name>.jpg or .png);"
                  + " put them there")
              .formatted(root + split, split));
    }
    split(split)
        .forEach(
            (name, images) -> {
              if (images.isEmpty()) {
                throw new DataException(
                    ("Cannot read images: the folder of a class is empty (path=%s);"
                            + " put images there, or remove it")
                        .formatted(root + split + "/" + name));
              }
            });
  }

  private static List<ImageFile> images(SortedMap<String, SortedMap<String, ImageFile>> split) {
    List<ImageFile> images = new ArrayList<>();
    split.values().forEach(files -> images.addAll(files.values()));
    return images;
  }

  private static int[] labels(
      SortedMap<String, SortedMap<String, ImageFile>> split, List<String> classes) {
    return split.entrySet().stream()
        .flatMapToInt(
            entry -> {
              int label = classes.indexOf(entry.getKey());
              return entry.getValue().keySet().stream().mapToInt(file -> label);
            })
        .toArray();
  }
}
