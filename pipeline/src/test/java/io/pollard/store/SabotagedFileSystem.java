package io.pollard.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system of Hadoop's on local files, in which something happens right before the n-th
 * change: usually that the process dies, after which no change gets through any more.
 */
public final class SabotagedFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "sabotaged";
  static final Map<String, String> SETTINGS =
      Map.of(
          "fs.sabotaged.impl", SabotagedFileSystem.class.getName(),
          "fs.AbstractFileSystem.sabotaged.impl", Context.class.getName());

  private static int changes;
  private static int moment = Integer.MAX_VALUE;
  private static Runnable sabotage = () -> {};

  /** The process is dead. Nothing catches this. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** Does something right before the n-th change from now on, counted from 0, and all behind it. */
  static synchronized void before(int change, Runnable action) {
    changes = 0;
    moment = change;
    sabotage = action;
  }

  static void killBefore(int change) {
    before(
        change,
        () -> {
          throw new Killed();
        });
  }

  static void doOnceBefore(int change, Runnable action) {
    before(
        change,
        () -> {
          leaveAlone();
          action.run();
        });
  }

  static void leaveAlone() {
    before(Integer.MAX_VALUE, () -> {});
  }

  private static void change() {
    Runnable action;
    synchronized (SabotagedFileSystem.class) {
      action = changes++ >= moment ? sabotage : () -> {};
    }
    action.run();
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    OutputStream out = super.create(path, overwrite, bufferSize, replication, blockSize, progress);
    return new FSDataOutputStream(
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
          }

          @Override
          public void close() throws IOException {
            change();
            super.close();
          }
        },
        null);
  }

  @Override
  public FileStatus getFileLinkStatus(Path path) throws IOException {
    // The inherited one would start a process.
    return getFileStatus(path);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (exists(path)) {
      change();
    }
    return super.delete(path, recursive);
  }

  @Override
  public void setPermission(Path path, FsPermission permission) {
    // The inherited one would start a process.
  }

  /** The same for FileContext. */
  public static final class Context extends DelegateToFileSystem {
    /** As FileContext makes it. */
    public Context(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(uri, new SabotagedFileSystem(), configuration, SCHEME, false);
    }
  }
}
