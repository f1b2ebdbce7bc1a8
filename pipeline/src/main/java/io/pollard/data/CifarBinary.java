package io.pollard.data;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.place.Place;
import io.pollard.network.Shape;
import io.pollard.spec.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A folder with the binary version of CIFAR-10 or CIFAR-100 (Krizhevsky 2009), each file plain or
 * with {@code .gz}; a file is a row of records of label bytes and 3072 pixels {@code [3, 32, 32]}.
 *
 * <ul>
 *   <li>CIFAR-10: {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code test_batch.bin},
 *       one label; names in {@code batches.meta.txt}
 *   <li>CIFAR-100: {@code train.bin} and {@code test.bin}, a coarse and a fine label, of which the
 *       fine one counts; names in {@code fine_label_names.txt}
 * </ul>
 *
 * Without the file of names the classes are {@code "0", "1" ...}. Order: that of the files.
 */
@AutoService(DatasetFormat.class)
@Summary("the binary version of CIFAR-10 or CIFAR-100, plain or gzipped")
public record CifarBinary() implements DatasetFormat {
  private static final Shape SHAPE = new Shape(3, 32, 32);

  /** What tells the two sets apart; the label that counts is the last. */
  private record Variant(
      String title, List<String> train, String test, int labels, int classes, String names) {

    int recordBytes() {
      return labels + SHAPE.size();
    }
  }

  private static final Variant TEN =
      new Variant(
          "CIFAR-10",
          IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList(),
          "test_batch.bin",
          1,
          10,
          "batches.meta.txt");

  private static final Variant HUNDRED =
      new Variant("CIFAR-100", List.of("train.bin"), "test.bin", 2, 100, "fine_label_names.txt");

  @Override
  public RawDataset read(Place place) {
    Variant variant = variant(place);
    RawSplit train = split(place, variant.train(), variant);
    RawSplit test = split(place, List.of(variant.test()), variant);
    return new RawDataset(SHAPE, classes(place, variant), train, test);
  }

  private static Variant variant(Place place) {
    for (Variant variant : List.of(TEN, HUNDRED)) {
      if (Source.find(place, variant.train().get(0)).isPresent()) {
        return variant;
      }
    }
    throw new UserException(
        ("Cannot read data: neither data_batch_1.bin of CIFAR-10 nor train.bin of CIFAR-100"
                + " (path=%s); give the folder that holds one of them")
            .formatted(place));
  }

  private static List<String> classes(Place place, Variant variant) {
    Optional<List<String>> names = Labels.names(place, variant.names());
    if (names.isPresent() && names.get().size() != variant.classes()) {
      throw new DataException(
          ("Cannot read class names: a wrong number of them (file=%s, found=%d, expected=%d);"
                  + " correct it, or delete it")
              .formatted(place.child(variant.names()), names.get().size(), variant.classes()));
    }
    return names.orElseGet(
        () -> IntStream.range(0, variant.classes()).mapToObj(Integer::toString).toList());
  }

  private static RawSplit split(Place place, List<String> files, Variant variant) {
    List<byte[]> contents = new ArrayList<>();
    long examples = 0;
    for (String file : files) {
      Source source = Source.require(place, file);
      byte[] content = content(source, variant);
      contents.add(content);
      examples += content.length / variant.recordBytes();
    }
    byte[] pixels = new byte[Capacity.values(examples, SHAPE, place)];
    int[] labels = new int[(int) examples];
    int example = 0;
    for (byte[] content : contents) {
      for (int from = 0; from < content.length; from += variant.recordBytes()) {
        labels[example] = Byte.toUnsignedInt(content[from + variant.labels() - 1]);
        System.arraycopy(
            content, from + variant.labels(), pixels, example * SHAPE.size(), SHAPE.size());
        example++;
      }
    }
    return new RawSplit(new RawValues.Pixels(pixels), labels);
  }

  private static byte[] content(Source source, Variant variant) {
    byte[] content = source.read(in -> in.readAllBytes());
    int recordBytes = variant.recordBytes();
    if (content.length == 0 || content.length % recordBytes != 0) {
      throw new DataException(
          ("Cannot read %s: the file is truncated or holds something else (file=%s,"
                  + " found=%d bytes, expected=a multiple of %d); fetch it again")
              .formatted(variant.title(), source, content.length, recordBytes));
    }
    int[] labels = new int[content.length / recordBytes];
    Arrays.setAll(labels, i -> Byte.toUnsignedInt(content[i * recordBytes + variant.labels() - 1]));
    Labels.check(labels, variant.classes(), source);
    return content;
  }
}
