package io.pollard.data;

import com.google.auto.service.AutoService;
import io.pollard.DataException;
import io.pollard.UserException;
import io.pollard.data.place.Address;
import io.pollard.data.place.Place;
import io.pollard.spec.Summary;
import java.util.List;

/**
 * Images in folders, {@code train/<class>/<name>} and {@code test/<class>/<name>}; JPEG or PNG with
 * 8 bits a channel, all of one size. Class names are the folders' names, sorted; examples are
 * sorted by class name, then file name. Hidden files, and files that are no images outside the
 * folders of classes, are passed over.
 *
 * @param color how many channels images get
 */
@AutoService(DatasetFormat.class)
@Summary("a folder train/<class>/ and test/<class>/ of JPEG or PNG images")
public record ImageFolder(ImageColor color) implements DatasetFormat {

  /** Channels as the files hold them. */
  public ImageFolder() {
    this(ImageColor.AS_STORED);
  }

  @Override
  public RawDataset read(Place place) {
    return tree(place).read(color);
  }

  @Override
  public Pieces pieces(Place place) {
    return tree(place).pieces(color);
  }

  private static ImageTree tree(Place place) {
    ImageTree tree = new ImageTree(place + "/");
    for (String split : List.of(ImageTree.TRAIN, ImageTree.TEST)) {
      Place folder = place.child(split);
      if (!folder.isFolder()) {
        throw new UserException(
            ("Cannot read images: no such folder (path=%s); put the images there,"
                    + " as %s/<class>/<name>.jpg or .png")
                .formatted(folder, split));
      }
      add(folder, split, tree);
    }
    return tree;
  }

  private static void add(Place folder, String split, ImageTree tree) {
    for (String className : folder.names()) {
      Place classFolder = folder.child(className);
      if (classFolder.isFolder()) {
        tree.add(split, className);
        addImages(classFolder, split, className, tree);
      } else if (ImageFile.isImage(className)) {
        throw new DataException(
            ("Cannot read images: an image lies outside the folders of classes (file=%s,"
                    + " expected=%s/<class>/%s); move it into one")
                .formatted(classFolder, split, className));
      }
    }
  }

  private static void addImages(Place folder, String split, String className, ImageTree tree) {
    for (String name : folder.names()) {
      Place file = folder.child(name);
      // Only names that look wrong are worth the question: it is a call to a server each.
      if (!ImageFile.isImage(name) && file.isFolder()) {
        throw new DataException(
            ("Cannot read images: a folder lies inside the folder of a class (path=%s,"
                    + " expected=%s/<class>/<name>.jpg or .png); move its images up")
                .formatted(file, split));
      }
      StoredFile stored = new StoredFile(Address.of(file), false);
      tree.add(
          split, className, name, new ImageFile(file.toString(), () -> stored.source().bytes()));
    }
  }
}
