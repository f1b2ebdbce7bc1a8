package io.pollard.data;

import io.pollard.DataException;
import io.pollard.network.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * What the footer of a data set's Parquet file says.
 *
 * @param file which
 * @param footer of it
 * @param kind what the examples are
 * @param label the column of class indices
 * @param values the column of pixels or numbers
 */
record ParquetHeader(
    ParquetFile file,
    ParquetMetadata footer,
    Kind kind,
    ColumnDescriptor label,
    ColumnDescriptor values) {

  /** What the examples of a file are. */
  enum Kind {
    PIXELS("image"),
    NUMBERS("features");

    private final String column;

    Kind(String column) {
      this.column = column;
    }

    String column() {
      return column;
    }
  }

  private static final Pattern SHAPE =
      Pattern.compile("([1-9]\\d{0,8})x([1-9]\\d{0,8})x([1-9]\\d{0,8})");

  /**
   * @throws DataException if the columns are not those of a data set
   */
  static ParquetHeader of(ParquetFile file, ParquetMetadata footer) {
    MessageType schema = footer.getFileMetaData().getSchema();
    boolean pixels = schema.containsField(Kind.PIXELS.column());
    if (pixels == schema.containsField(Kind.NUMBERS.column()) || !schema.containsField("label")) {
      throw new DataException(
          ("Cannot read Parquet: not the columns of a data set (file=%s, found=%s,"
                  + " expected=label and either image or features); rename or drop columns")
              .formatted(file, columns(schema)));
    }
    Kind kind = pixels ? Kind.PIXELS : Kind.NUMBERS;
    ColumnDescriptor label =
        column(file, schema, "label", 0, PrimitiveTypeName.INT32, PrimitiveTypeName.INT64);
    ColumnDescriptor values =
        pixels
            ? column(file, schema, kind.column(), 0, PrimitiveTypeName.BINARY)
            : column(
                file, schema, kind.column(), 1, PrimitiveTypeName.FLOAT, PrimitiveTypeName.DOUBLE);
    return new ParquetHeader(file, footer, kind, label, values);
  }

  private static String columns(MessageType schema) {
    return schema.getFields().isEmpty()
        ? "none"
        : String.join(", ", schema.getFields().stream().map(field -> field.getName()).toList());
  }

  /** The one leaf of a column, of a type and as often nested in lists as wanted. */
  private static ColumnDescriptor column(
      ParquetFile file, MessageType schema, String name, int lists, PrimitiveTypeName... types) {
    List<ColumnDescriptor> leaves =
        schema.getColumns().stream().filter(leaf -> leaf.getPath()[0].equals(name)).toList();
    if (leaves.size() == 1) {
      ColumnDescriptor leaf = leaves.get(0);
      PrimitiveTypeName type = leaf.getPrimitiveType().getPrimitiveTypeName();
      if (leaf.getMaxRepetitionLevel() == lists && List.of(types).contains(type)) {
        return leaf;
      }
    }
    String expected =
        String.join(
            " or ",
            List.of(types).stream().map(type -> type.name().toLowerCase(Locale.ROOT)).toList());
    throw new DataException(
        ("Cannot read Parquet: a column of another type (file=%s, column=%s, found=%s,"
                + " expected=%s%s); convert it")
            .formatted(
                file,
                name,
                schema.getType(name).toString().replaceAll("\\s+", " "),
                lists == 1 ? "a list of " : "",
                expected));
  }

  private Map<String, String> metadata() {
    return footer.getFileMetaData().getKeyValueMetaData();
  }

  /** The names in the metadata. */
  Optional<List<String>> classes() {
    return Optional.ofNullable(metadata().get(Parquet.CLASSES)).map(text -> text.lines().toList());
  }

  /**
   * The shape in the metadata.
   *
   * @throws DataException if it is none
   */
  Optional<Shape> shape() {
    return Optional.ofNullable(metadata().get(Parquet.SHAPE)).map(this::shape);
  }

  private Shape shape(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new DataException(
          ("Cannot read Parquet: its metadata gives no shape (file=%s, %s=%s,"
                  + " expected=<channels>x<height>x<width>); write it again")
              .formatted(file, Parquet.SHAPE, text));
    }
    return new Shape(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  /**
   * The shape in the metadata, or else that of a vector as long as the first lists on average.
   *
   * @throws DataException if there is neither
   */
  Shape shapeOrVector() {
    return shape().orElseGet(this::vector);
  }

  private Shape vector() {
    if (kind == Kind.PIXELS) {
      throw new DataException(
          ("Cannot read Parquet: nothing says the shape of the images (file=%s); set"
                  + " format: {parquet: {shape: [channels, height, width]}}")
              .formatted(file));
    }
    for (BlockMetaData block : footer.getBlocks()) {
      for (ColumnChunkMetaData column : block.getColumns()) {
        boolean wanted = column.getPath().equals(ColumnPath.get(values.getPath()));
        if (wanted && block.getRowCount() > 0) {
          long length = column.getValueCount() / block.getRowCount();
          return Shape.vector((int) Math.min(length, Integer.MAX_VALUE));
        }
      }
    }
    throw noExamples();
  }

  DataException noExamples() {
    return new DataException(
        "Cannot read Parquet: there are no examples (path=%s); write some".formatted(file));
  }
}
