package io.pollard.store;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;

/** A local file in Parquet's terms. */
record LocalFile(Path path) implements InputFile, OutputFile {
  private static final int BUFFER = 1 << 16;

  @Override
  public long getLength() throws IOException {
    try {
      return Files.size(path);
    } catch (NoSuchFileException e) {
      throw missing(e);
    }
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    try {
      return new Input(FileChannel.open(path, StandardOpenOption.READ));
    } catch (NoSuchFileException e) {
      throw missing(e);
    }
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) throws IOException {
    return new Output(Files.newOutputStream(path, StandardOpenOption.CREATE_NEW));
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    return new Output(Files.newOutputStream(path));
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private FileNotFoundException missing(NoSuchFileException cause) {
    FileNotFoundException exception = new FileNotFoundException(path.toString());
    exception.initCause(cause);
    return exception;
  }

  private static final class Output extends DelegatingPositionOutputStream {
    private long position;

    Output(OutputStream out) {
      super(new BufferedOutputStream(out, BUFFER));
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      super.write(b);
      position++;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      super.write(bytes, offset, length);
      position += length;
    }
  }

  /** Buffered, since a footer is read byte by byte. */
  private static final class Input extends SeekableInputStream {
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    private final byte[] single = new byte[1];

    Input(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public long getPos() throws IOException {
      return channel.position() - buffer.remaining();
    }

    @Override
    public void seek(long position) throws IOException {
      buffer.limit(0);
      channel.position(position);
    }

    @Override
    public int read() throws IOException {
      return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      if (!into.hasRemaining()) {
        return 0;
      }
      if (!buffer.hasRemaining()) {
        if (into.remaining() >= BUFFER) {
          return channel.read(into);
        }
        buffer.clear();
        int count = channel.read(buffer);
        buffer.flip();
        if (count < 0) {
          return -1;
        }
      }
      int count = Math.min(buffer.remaining(), into.remaining());
      into.put(buffer.slice(buffer.position(), count));
      buffer.position(buffer.position() + count);
      return count;
    }

    @Override
    public void readFully(byte[] bytes) throws IOException {
      readFully(ByteBuffer.wrap(bytes));
    }

    @Override
    public void readFully(byte[] bytes, int offset, int length) throws IOException {
      readFully(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void readFully(ByteBuffer into) throws IOException {
      while (into.hasRemaining()) {
        if (read(into) < 0) {
          throw new EOFException("the file ends " + into.remaining() + " bytes too early");
        }
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
