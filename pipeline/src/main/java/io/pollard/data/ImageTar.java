package io.pollard.data;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.place.Place;
import io.pollard.spec.Summary;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An {@link ImageFolder} in one tar file, compressed with gzip or not, whatever its name is. It is
 * streamed once and never unpacked to disk; all it holds of images is in memory, encoded, before
 * they are decoded. The same images give the same data set as from a folder, in whatever order the
 * archive has them. {@code train} and {@code test} may lie in a common folder.
 *
 * @param color how many channels images get
 */
@AutoService(DatasetFormat.class)
@Summary("the same folder in one tar file, plain or gzipped")
public record ImageTar(ImageColor color) implements DatasetFormat {

  /** Channels as the files hold them. */
  public ImageTar() {
    this(ImageColor.AS_STORED);
  }

  @Override
  public RawDataset read(Place place) {
    return tree(Source.sniff(place), false).read(color);
  }

  @Override
  public Pieces pieces(Place place) {
    Source source = Source.sniff(place);
    if (source.compressed()) {
      throw new UserException(
          "Cannot share out the images of an archive that is gzipped: it can only be read from its front (file=%s); unpack it with gunzip"
              .formatted(source));
    }
    return tree(source, true).pieces(color);
  }

  /**
   * Goes through an archive once.
   *
   * @param inPlace whether images are left where they lie, and not kept in memory
   */
  private static ImageTree tree(Source source, boolean inPlace) {
    Contents contents = new Contents(source, inPlace);
    source.read(
        in -> {
          contents.addAll(in);
          return contents;
        });
    return contents.tree;
  }

  /** Tells an archive that ends with its mark from one that merely ends. */
  private static final class Archive extends TarArchiveInputStream {
    private boolean ended;

    Archive(InputStream in) {
      super(in);
    }

    @Override
    protected boolean isEOFRecord(byte[] block) {
      boolean end = super.isEOFRecord(block);
      // No block at all, too, counts as an end there.
      ended |= end && block != null;
      return end;
    }
  }

  private static final class Contents {
    private final Source source;
    private final boolean inPlace;
    private final ImageTree tree;
    private Optional<String> prefix = Optional.empty();

    Contents(Source source, boolean inPlace) {
      this.source = source;
      this.inPlace = inPlace;
      this.tree = new ImageTree(source + "!/");
    }

    void addAll(InputStream in) throws IOException {
      Archive archive = new Archive(in);
      for (TarArchiveEntry entry = archive.getNextTarEntry();
          entry != null;
          entry = archive.getNextTarEntry()) {
        add(entry, archive);
      }
      if (!archive.ended) {
        throw new DataException(
            ("Cannot read images: the archive is truncated, its end mark is missing (file=%s,"
                    + " bytes=%d); fetch it again")
                .formatted(source, source.file().length()));
      }
    }

    private void add(TarArchiveEntry entry, Archive archive) throws IOException {
      List<String> parts = parts(entry);
      if (parts.isEmpty() || parts.stream().anyMatch(Place::isHidden)) {
        return;
      }
      String name = parts.get(parts.size() - 1);
      if (entry.isDirectory()) {
        if (parts.size() >= 2 && ImageTree.isSplit(parts.get(parts.size() - 2))) {
          requirePrefix(parts.subList(0, parts.size() - 2), entry);
          tree.add(parts.get(parts.size() - 2), name);
        }
        return;
      }
      boolean inClass = parts.size() >= 3 && ImageTree.isSplit(parts.get(parts.size() - 3));
      if (!inClass && ImageFile.isImage(name)) {
        throw new DataException(
            ("Cannot read images: an image lies outside the folders of classes (file=%s,"
                    + " expected=train/<class>/%s or test/<class>/%s); move it into one")
                .formatted(location(entry), name, name));
      }
      if (inClass) {
        requirePrefix(parts.subList(0, parts.size() - 3), entry);
        tree.add(
            parts.get(parts.size() - 3),
            parts.get(parts.size() - 2),
            name,
            new ImageFile(location(entry), content(entry, archive)));
      }
    }

    /**
     * The names along the path; nothing is unpacked, yet an archive that climbs is up to no good.
     */
    private List<String> parts(TarArchiveEntry entry) {
      List<String> parts = new ArrayList<>(List.of(entry.getName().split("/")));
      if (entry.getName().startsWith("/") || parts.contains("..")) {
        throw new DataException(
            ("Cannot read images: the archive has an unsafe path (file=%s, found=%s,"
                    + " expected=a path below the archive); make the archive anew")
                .formatted(source, entry.getName()));
      }
      parts.removeIf(part -> part.isEmpty() || part.equals("."));
      return parts;
    }

    private void requirePrefix(List<String> parts, TarArchiveEntry entry) {
      String found = parts.stream().map(part -> part + "/").collect(Collectors.joining());
      if (prefix.isPresent() && !prefix.get().equals(found)) {
        throw new DataException(
            ("Cannot read images: the archive has more than one data set (file=%s,"
                    + " expected=%strain or %stest); make an archive of each")
                .formatted(location(entry), prefix.get(), prefix.get()));
      }
      prefix = Optional.of(found);
    }

    private ImageFile.Content content(TarArchiveEntry entry, Archive archive) throws IOException {
      if (entry.isSymbolicLink() || entry.isLink()) {
        throw new DataException(
            "Cannot read images: a link, not a file (file=%s); make the archive with the files"
                .formatted(location(entry)));
      }
      if (inPlace) {
        return new StoredImage(
            StoredFile.of(source), archive.getBytesRead(), Math.toIntExact(entry.getSize()));
      }
      byte[] bytes = archive.readAllBytes();
      return () -> bytes;
    }

    private String location(TarArchiveEntry entry) {
      return source + "!/" + entry.getName();
    }
  }
}
