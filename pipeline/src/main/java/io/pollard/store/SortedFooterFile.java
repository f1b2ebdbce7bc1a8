package io.pollard.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file whose bytes are a function of its rows. Parquet lists the encodings of a column
 * chunk in the order of a hash set of enum constants, whose hashes are addresses: another order in
 * each process. Here they are put in the order of their numbers before the footer is written.
 */
final class SortedFooterFile implements OutputFile {
  /** Behind the footer: its length and the magic bytes. */
  private static final int TAIL = 2 * Integer.BYTES;

  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  private final OutputFile file;
  private @Nullable Output output;

  SortedFooterFile(OutputFile file) {
    this.file = file;
  }

  /** To be called when all rows are written and the footer is not. */
  void rowsEnd() {
    Output stream = output;
    if (stream == null) {
      throw new IllegalStateException("a file ends that has not begun");
    }
    stream.hold();
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) throws IOException {
    return begin(file.create(blockSizeHint));
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    return begin(file.createOrOverwrite(blockSizeHint));
  }

  private PositionOutputStream begin(PositionOutputStream out) {
    Output stream = new Output(out);
    output = stream;
    return stream;
  }

  @Override
  public boolean supportsBlockSize() {
    return file.supportsBlockSize();
  }

  @Override
  public long defaultBlockSize() {
    return file.defaultBlockSize();
  }

  @Override
  public String getPath() {
    return file.getPath();
  }

  private static boolean isWhole(byte[] end) {
    return end.length >= TAIL
        && Arrays.equals(end, end.length - MAGIC.length, end.length, MAGIC, 0, MAGIC.length);
  }

  /** The end of a file, from behind its rows: indexes, footer, length, magic bytes. */
  private static byte[] sorted(byte[] end) throws IOException {
    int at = end.length - TAIL;
    int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(end, at - length, length));
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk chunk : group.getColumns()) {
        List<Encoding> encodings = chunk.getMeta_data().getEncodings();
        encodings.sort(Comparator.comparingInt(Encoding::getValue));
      }
    }
    ByteArrayOutputStream sorted = new ByteArrayOutputStream(end.length);
    sorted.write(end, 0, at - length);
    Util.writeFileMetaData(footer, sorted);
    if (sorted.size() != at) {
      throw new IllegalStateException(
          "a footer of %d bytes became one of %d".formatted(length, sorted.size() - (at - length)));
    }
    sorted.write(end, at, TAIL);
    return sorted.toByteArray();
  }

  /** Passes everything on, and from {@link #hold} on keeps it until it is whole. */
  private static final class Output extends PositionOutputStream {
    private final PositionOutputStream out;
    private @Nullable ByteArrayOutputStream held;

    private Output(PositionOutputStream out) {
      this.out = out;
    }

    private void hold() {
      held = new ByteArrayOutputStream();
    }

    @Override
    public long getPos() throws IOException {
      return held == null ? out.getPos() : out.getPos() + held.size();
    }

    @Override
    public void write(int b) throws IOException {
      if (held == null) {
        out.write(b);
      } else {
        held.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (held == null) {
        out.write(bytes, offset, length);
      } else {
        held.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    /** Without a whole end (the writer failed) the file stays without a footer, unreadable. */
    @Override
    public void close() throws IOException {
      try (out) {
        if (held != null && isWhole(held.toByteArray())) {
          out.write(sorted(held.toByteArray()));
        }
      } finally {
        held = null;
      }
    }
  }
}
