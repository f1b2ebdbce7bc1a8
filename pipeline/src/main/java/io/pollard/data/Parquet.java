package io.pollard.data;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.place.Address;
import io.pollard.data.place.Place;
import io.pollard.network.Shape;
import io.pollard.spec.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.hadoop.metadata.BlockMetaData;

/**
 * Parquet, as Spark or {@link ParquetExport} writes it: a folder that holds {@code train} and
 * {@code test}, each (with or without {@code .parquet} behind its name) a file, or a folder of
 * files whose names end with {@code .parquet}. Columns, others being passed over, none with nulls:
 *
 * <ul>
 *   <li>{@code label}: int32 or int64, the class index
 *   <li>either {@code image}: binary, the unsigned pixels {@code [channels, height, width]} of one
 *       example in C order
 *   <li>or {@code features}: a list of float or double (which is rounded to float), {@code
 *       [channels, height, width]} in C order; finite numbers of any meaning
 * </ul>
 *
 * <p>Two keys of the files' metadata say more: {@value #SHAPE} ({@code 3x32x32}) and {@value
 * #CLASSES} (names, one a line). Where files of other origin lack them, the settings here say it,
 * or else {@code features} are plain vectors and classes are {@code "0", "1" ...}. Order: files by
 * name, then rows.
 *
 * @param shape channels, height and width of an example; empty = as the files say
 * @param classes names by class index; empty = as the files say
 */
@AutoService(DatasetFormat.class)
@Summary("Parquet files with columns label and image or features")
public record Parquet(List<Integer> shape, List<String> classes) implements DatasetFormat {
  static final String SHAPE = "pollard.shape";
  static final String CLASSES = "pollard.classes";

  private static final String REMEDY = "name the classes, format: {parquet: {classes: [...]}}";

  /** As the files say. */
  public Parquet() {
    this(List.of(), List.of());
  }

  /**
   * @throws IllegalArgumentException if {@code shape} is given, but not as three positive numbers
   */
  public Parquet {
    shape = List.copyOf(shape);
    classes = List.copyOf(classes);
    boolean positive = shape.stream().allMatch(size -> size > 0);
    if (!shape.isEmpty() && (shape.size() != 3 || !positive)) {
      throw new IllegalArgumentException(
          "shape is [channels, height, width], each at least 1, found " + shape);
    }
  }

  @Override
  public RawDataset read(Place place) {
    List<ParquetFile> trainFiles = files(place, "train");
    List<ParquetFile> testFiles = files(place, "test");
    ParquetHeader header = trainFiles.get(0).header();
    Shape example = shape.isEmpty() ? header.shapeOrVector() : given();
    ParquetSplit split = new ParquetSplit(header.kind(), example, shape.isEmpty());
    RawSplit train = split.read(trainFiles);
    RawSplit test = split.read(testFiles);
    List<String> names = checked(place, header, train.labels(), test.labels());
    return new RawDataset(example, names, train, test);
  }

  @Override
  public Pieces pieces(Place place) {
    List<ParquetFile> trainFiles = files(place, "train");
    List<ParquetFile> testFiles = files(place, "test");
    ParquetHeader header = trainFiles.get(0).header();
    Shape example = shape.isEmpty() ? header.shapeOrVector() : given();
    List<Piece> train = pieces(trainFiles, header.kind(), example);
    List<Piece> test = pieces(testFiles, header.kind(), example);
    List<String> names = checked(place, header, Pieces.labels(train), Pieces.labels(test));
    return new Pieces(example, names, train, test);
  }

  /** A piece for each row group. */
  private List<Piece> pieces(List<ParquetFile> files, ParquetHeader.Kind kind, Shape example) {
    int[] numbers = {example.channels(), example.height(), example.width()};
    List<Piece> pieces = new ArrayList<>();
    for (ParquetFile file : files) {
      List<BlockMetaData> groups = file.header().footer().getBlocks();
      for (int group = 0; group < groups.size(); group++) {
        int rows = Math.toIntExact(groups.get(group).getRowCount());
        if (rows > 0) {
          pieces.add(
              new ParquetPiece(
                  Address.of(file.place()), group, rows, kind, numbers, shape.isEmpty()));
        }
      }
    }
    if (pieces.isEmpty()) {
      throw files.get(0).header().noExamples();
    }
    return pieces;
  }

  /** The names of the classes, to which all labels are held. */
  private List<String> checked(Place place, ParquetHeader header, int[] train, int[] test) {
    List<String> names =
        Optional.of(classes)
            .filter(given -> !given.isEmpty())
            .or(header::classes)
            .orElseGet(() -> Labels.numbered(train, place.child("train"), REMEDY));
    Labels.check(train, names.size(), place.child("train"));
    Labels.check(test, names.size(), place.child("test"));
    return names;
  }

  private Shape given() {
    return new Shape(shape.get(0), shape.get(1), shape.get(2));
  }

  private static List<ParquetFile> files(Place place, String split) {
    for (String name : List.of(split + ".parquet", split)) {
      Place found = place.child(name);
      if (found.isFolder()) {
        return parts(found);
      }
      if (found.exists()) {
        return List.of(new ParquetFile(found));
      }
    }
    throw new UserException(
        ("Cannot read Parquet: no such file or folder (path=%s, expected=%s.parquet or %s);"
                + " give the folder that holds the examples of both splits")
            .formatted(place.child(split), split, split));
  }

  private static List<ParquetFile> parts(Place folder) {
    List<ParquetFile> parts =
        folder.names().stream()
            .filter(name -> name.endsWith(".parquet") && !name.startsWith("_"))
            .map(name -> new ParquetFile(folder.child(name)))
            .toList();
    if (parts.isEmpty()) {
      throw new DataException(
          "Cannot read Parquet: the folder has no file named *.parquet (path=%s); write it again"
              .formatted(folder));
    }
    return parts;
  }
}
