package io.pollard.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.PositionOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedFooterFileTest {
  private static final byte[] ROWS = "PAR1 rows and indexes".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  @Test
  void theOrderInWhichEncodingsAreListedLeavesNoTrace() throws IOException {
    byte[] one = write("one", List.of(Encoding.PLAIN, Encoding.RLE, Encoding.PLAIN_DICTIONARY));
    byte[] other = write("other", List.of(Encoding.RLE, Encoding.PLAIN_DICTIONARY, Encoding.PLAIN));

    assertThat(other).isEqualTo(one).startsWith(ROWS).endsWith('P', 'A', 'R', '1');
    int at = one.length - 8;
    int length = ByteBuffer.wrap(one).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    assertThat(at - length).isEqualTo(ROWS.length);
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(one, at - length, length));
    assertThat(footer.getRow_groups().get(0).getColumns().get(0).getMeta_data().getEncodings())
        .containsExactly(Encoding.PLAIN, Encoding.PLAIN_DICTIONARY, Encoding.RLE);
  }

  @Test
  void positionsCountWhatIsHeldBack() throws IOException {
    SortedFooterFile file = new SortedFooterFile(new LocalFile(folder.resolve("file")));
    try (PositionOutputStream out = file.create(0)) {
      out.write(ROWS);
      file.rowsEnd();
      out.write(7);
      assertThat(out.getPos()).isEqualTo(ROWS.length + 1);
    }
  }

  @Test
  void aFileWhoseFooterIsNotWholeGetsNone() throws IOException {
    SortedFooterFile file = new SortedFooterFile(new LocalFile(folder.resolve("file")));
    try (PositionOutputStream out = file.create(0)) {
      out.write(ROWS);
      file.rowsEnd();
      out.write(new byte[100]);
    }
    assertThat(Files.readAllBytes(folder.resolve("file"))).isEqualTo(ROWS);
  }

  private byte[] write(String name, List<Encoding> encodings) throws IOException {
    ColumnMetaData column =
        new ColumnMetaData(
            Type.FLOAT,
            new ArrayList<>(encodings),
            List.of("values"),
            CompressionCodec.UNCOMPRESSED,
            1,
            4,
            4,
            4);
    ColumnChunk chunk = new ColumnChunk(4);
    chunk.setMeta_data(column);
    FileMetaData footer =
        new FileMetaData(1, List.of(), 1, List.of(new RowGroup(List.of(chunk), 4, 1)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer, bytes);

    Path path = folder.resolve(name);
    SortedFooterFile file = new SortedFooterFile(new LocalFile(path));
    try (PositionOutputStream out = file.create(0)) {
      out.write(ROWS);
      file.rowsEnd();
      out.write(bytes.toByteArray());
      out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.size()).array());
      out.write("PAR1".getBytes(StandardCharsets.US_ASCII));
    }
    return Files.readAllBytes(path);
  }
}
