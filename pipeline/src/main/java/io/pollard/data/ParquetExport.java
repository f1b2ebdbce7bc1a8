package io.pollard.data;

import io.pollard.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Writes a data set as {@link Parquet} reads it, for sets that come in a form that is slow to read,
 * and for analysis in Spark. Not compressed: pixels gain little, and no native library is needed.
 */
public final class ParquetExport {
  private ParquetExport() {}

  /**
   * Writes {@code train.parquet} and {@code test.parquet}. Reading them back gives the same data
   * set with the same fingerprint.
   *
   * @param folder local or with a scheme that Hadoop knows; made if it is not there
   * @throws IllegalArgumentException if the name of a class has a line break
   * @throws UserException if one of the files exists already
   */
  public static void write(RawDataset data, String folder) {
    for (String name : data.classes()) {
      if (name.lines().count() != 1) {
        throw new IllegalArgumentException("a class name is one line, found '" + name + "'");
      }
    }
    write(data, data.train(), new Path(folder, "train.parquet"));
    write(data, data.test(), new Path(folder, "test.parquet"));
  }

  private static void write(RawDataset data, RawSplit split, Path path) {
    try (ParquetWriter<Integer> writer =
        new Builder(HadoopOutputFile.fromPath(path, new Configuration()), data, split)
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
            .withDictionaryEncoding(false)
            .build()) {
      for (int example = 0; example < split.size(); example++) {
        writer.write(example);
      }
    } catch (FileAlreadyExistsException e) {
      throw new UserException(
          ("Cannot write data set: the file exists already (file=%s); remove it,"
                  + " or name another folder")
              .formatted(path),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Integer, Builder> {
    private final RawDataset data;
    private final RawSplit split;

    Builder(HadoopOutputFile file, RawDataset data, RawSplit split) {
      super(file);
      this.data = data;
      this.split = split;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Integer> getWriteSupport(Configuration configuration) {
      return new Examples(data, split);
    }
  }

  /** Examples by their index in the split. */
  private static final class Examples extends WriteSupport<Integer> {
    private final RawDataset data;
    private final RawSplit split;
    private final int size;
    private Optional<RecordConsumer> consumer = Optional.empty();

    Examples(RawDataset data, RawSplit split) {
      this.data = data;
      this.split = split;
      this.size = data.shape().size();
    }

    @Override
    public WriteContext init(Configuration configuration) {
      Map<String, String> metadata = new HashMap<>();
      metadata.put(Parquet.SHAPE, data.shape().toString());
      metadata.put(Parquet.CLASSES, String.join("\n", data.classes()));
      return new WriteContext(schema(), metadata);
    }

    private MessageType schema() {
      Type label = Types.required(PrimitiveTypeName.INT32).named("label");
      Type values =
          split.values() instanceof RawValues.Pixels
              ? Types.required(PrimitiveTypeName.BINARY).named("image")
              : Types.requiredGroup()
                  .as(LogicalTypeAnnotation.listType())
                  .addField(
                      Types.repeatedGroup()
                          .required(PrimitiveTypeName.FLOAT)
                          .named("element")
                          .named("list"))
                  .named("features");
      return new MessageType("dataset", label, values);
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      this.consumer = Optional.of(consumer);
    }

    @Override
    public void write(Integer example) {
      RecordConsumer out = consumer.orElseThrow();
      out.startMessage();
      out.startField("label", 0);
      out.addInteger(split.labels()[example]);
      out.endField("label", 0);
      if (split.values() instanceof RawValues.Pixels pixels) {
        out.startField("image", 1);
        out.addBinary(Binary.fromConstantByteArray(pixels.values(), example * size, size));
        out.endField("image", 1);
      } else {
        out.startField("features", 1);
        writeList(((RawValues.Numbers) split.values()).values(), example * size, out);
        out.endField("features", 1);
      }
      out.endMessage();
    }

    private void writeList(float[] numbers, int from, RecordConsumer out) {
      out.startGroup();
      out.startField("list", 0);
      for (int i = from; i < from + size; i++) {
        out.startGroup();
        out.startField("element", 0);
        out.addFloat(numbers[i]);
        out.endField("element", 0);
        out.endGroup();
      }
      out.endField("list", 0);
      out.endGroup();
    }
  }
}
