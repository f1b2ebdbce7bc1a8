package io.pollard.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * Behaves as an object store does, on local files: no rename, and an object is there when its
 * stream is closed, whole, unless it was aborted. Objects whose name contains "broken" cannot be
 * written.
 */
public final class ObjectStoreFileSystem extends RawLocalFileSystem {
  /** Under the scheme of a real store, so that it is taken for one. */
  static final Map<String, String> SETTINGS =
      Map.of("fs.gs.impl", ObjectStoreFileSystem.class.getName());

  @Override
  public URI getUri() {
    return URI.create("gs:///");
  }

  @Override
  public String getScheme() {
    return "gs";
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress) {
    return new FSDataOutputStream(new Upload(path, overwrite), null);
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException("an object cannot be renamed");
  }

  private final class Upload extends ByteArrayOutputStream implements Abortable {
    private final Path path;
    private final boolean overwrite;
    private boolean done;

    Upload(Path path, boolean overwrite) {
      this.path = path;
      this.overwrite = overwrite;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      if (path.getName().contains("broken")) {
        throw new IllegalStateException("the network is gone");
      }
    }

    @Override
    public void close() throws IOException {
      if (!done) {
        done = true;
        try (FSDataOutputStream out =
            ObjectStoreFileSystem.super.create(path, overwrite, 4096, (short) 1, 1 << 20, null)) {
          out.write(toByteArray());
        }
      }
    }

    @Override
    public AbortableResult abort() {
      done = true;
      return new AbortableResult() {
        @Override
        public boolean alreadyClosed() {
          return false;
        }

        @Override
        public IOException anyCleanupException() {
          throw new UnsupportedOperationException("nobody asks");
        }
      };
    }
  }
}
