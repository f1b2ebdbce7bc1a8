package io.pollard.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.InputFile;

/**
 * Files on any of Hadoop's file systems.
 *
 * <p>On a real file system a file is written in the table's folder of unfinished files and renamed
 * over its place, which is atomic. An object store has no rename, but there an object comes into
 * sight only when its upload is complete: the file is made on the local disk first and uploaded to
 * its place in one go, and an upload that fails is aborted.
 */
final class HadoopStorage implements Storage {
  /** Stores whose rename is a copy and whose objects come into sight when they are complete. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "cos", "cosn", "obs", "swift");

  private static final int TRIES = 3;

  private final FileSystem files;
  private final Optional<FileContext> renames;
  private final Path root;

  /** The files below a root. */
  HadoopStorage(FileSystem files, Path root) throws IOException {
    this.files = files;
    this.root = files.makeQualified(root);
    this.renames =
        OBJECT_STORES.contains(files.getScheme())
            ? Optional.empty()
            : Optional.of(FileContext.getFileContext(this.root.toUri(), files.getConf()));
  }

  @Override
  public String name(String path) {
    return at(path).toString();
  }

  @Override
  public List<String> list(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> entries = files.listStatusIterator(at(folder));
      while (entries.hasNext()) {
        names.add(entries.next().getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return names;
  }

  @Override
  public boolean exists(String path) throws IOException {
    return files.exists(at(path));
  }

  @Override
  public Instant modified(String path) throws IOException {
    return Instant.ofEpochMilli(files.getFileStatus(at(path)).getModificationTime());
  }

  @Override
  public InputFile input(String path) throws IOException {
    return HadoopInputFile.fromPath(at(path), files.getConf());
  }

  @Override
  public void write(String path, Content content) throws IOException {
    if (renames.isPresent()) {
      writeAside(renames.get(), path, content);
    } else {
      upload(path, content);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    files.delete(at(path), false);
  }

  @Override
  public void move(String from, String to) throws IOException {
    files.mkdirs(at(to).getParent());
    if (!files.rename(at(from), at(to))) {
      throw new IOException("cannot move " + name(from) + " to " + name(to));
    }
  }

  private void writeAside(FileContext context, String path, Content content) throws IOException {
    for (int attempt = 1; ; attempt++) {
      String name = Storage.last(path) + "." + UUID.randomUUID();
      Path aside = new Path(at(Storage.aside(path)), name);
      try {
        content.writeTo(HadoopOutputFile.fromPath(aside, files.getConf()));
        files.mkdirs(at(path).getParent());
        context.rename(aside, at(path), Rename.OVERWRITE);
        return;
      } catch (IOException e) {
        // Somebody may have cleaned the unfinished file away.
        if (attempt == TRIES || files.exists(aside)) {
          throw e;
        }
      } finally {
        files.delete(aside, false);
      }
    }
  }

  private void upload(String path, Content content) throws IOException {
    java.nio.file.Path folder = Files.createTempDirectory("pollard-");
    java.nio.file.Path local = folder.resolve(Storage.last(path));
    try {
      content.writeTo(new LocalFile(local));
      FSDataOutputStream out = files.create(at(path), true);
      try {
        Files.copy(local, out);
      } catch (IOException | RuntimeException e) {
        // Closing would complete the upload of half a file.
        out.abort();
        throw e;
      }
      out.close();
    } finally {
      Files.deleteIfExists(local);
      Files.delete(folder);
    }
  }

  private Path at(String path) {
    return path.isEmpty() ? root : new Path(root, path);
  }
}
